#include "engine/core/sla/rule_cover.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "engine/core/catalogue/path.h"
#include "workledger/v1/ticket_state.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {
namespace {

using google::protobuf::RepeatedField;
using google::protobuf::RepeatedPtrField;
using Rules = std::vector<const v1::PolicyRule*>;

// What of a ticket rules look at, one after the other.
enum class Side { kKind, kPriority, kLevel, kContract, kCategory, kLocation };
constexpr size_t kSides = 6;

// A value of one side: a number, or a text. The empty text is that of a ticket
// which has none, and lies in no path.
struct Value {
  int number = 0;
  std::string text;
};

bool Takes(const RepeatedField<int>& values, const Value& value) {
  return values.empty() ||
         std::ranges::find(values, value.number) != values.end();
}

bool Takes(const RepeatedPtrField<std::string>& texts, const Value& value,
           bool paths) {
  return texts.empty() ||
         std::ranges::any_of(texts, [&](const std::string& text) {
           return paths ? LiesIn(value.text, text) : value.text == text;
         });
}

bool Takes(const v1::PolicyRule& rule, Side side, const Value& value) {
  switch (side) {
    case Side::kKind:
      return Takes(rule.kinds(), value);
    case Side::kPriority:
      return Takes(rule.priorities(), value);
    case Side::kLevel:
      return Takes(rule.levels(), value);
    case Side::kContract:
      return Takes(rule.contracts(), value, /*paths=*/false);
    case Side::kCategory:
      return Takes(rule.categories(), value, /*paths=*/true);
    case Side::kLocation:
      return Takes(rule.locations(), value, /*paths=*/true);
  }
  return false;
}

const RepeatedPtrField<std::string>& TextsOf(const v1::PolicyRule& rule,
                                             Side side) {
  if (side == Side::kContract) return rule.contracts();
  return side == Side::kCategory ? rule.categories() : rule.locations();
}

std::vector<Value> Numbers(int first, int last) {
  std::vector<Value> values;
  for (int number = first; number <= last; ++number) {
    values.push_back({.number = number, .text = ""});
  }
  return values;
}

class Cover {
 public:
  explicit Cover(const v1::PolicyRule& rule) : rule_(rule) {}

  // Whether `rules` take all of the rule that is left from `side` on.
  bool Takes(const Rules& rules, size_t side, int kind) {
    if (rules.empty() || --steps_left_ < 0) return false;
    if (side == kSides) return true;
    std::set<Rules> seen;
    for (const Value& value : ValuesOf(rules, static_cast<Side>(side), kind)) {
      if (!workledger::Takes(rule_, static_cast<Side>(side), value)) continue;
      Rules taking;
      for (const v1::PolicyRule* const rule : rules) {
        if (workledger::Takes(*rule, static_cast<Side>(side), value)) {
          taking.push_back(rule);
        }
      }
      // Values that the same rules take are one; which kind it is matters
      // further down.
      if (side > 0 && !seen.insert(taking).second) continue;
      if (!Takes(taking, side + 1, side == 0 ? value.number : kind)) {
        return false;
      }
    }
    return true;
  }

 private:
  std::vector<Value> ValuesOf(const Rules& rules, Side side, int kind) const {
    switch (side) {
      case Side::kKind:
        return Numbers(v1::TicketKind_MIN + 1, v1::TicketKind_MAX);
      case Side::kPriority:
        return Numbers(v1::Priority_MIN, v1::Priority_MAX);
      case Side::kLevel:
        // Only incidents have one.
        return Numbers(
            0, kind == v1::TICKET_KIND_SECURITY ? v1::IncidentLevel_MAX : 0);
      case Side::kContract:
      case Side::kCategory:
      case Side::kLocation:
        break;
    }
    std::set<std::string> texts = {""};
    const auto add = [&](const v1::PolicyRule& rule) {
      for (const std::string& text : TextsOf(rule, side)) texts.insert(text);
    };
    add(rule_);
    for (const v1::PolicyRule* const rule : rules) add(*rule);
    std::vector<Value> values;
    for (const std::string& text : texts) {
      values.push_back({.number = 0, .text = text});
    }
    return values;
  }

  const v1::PolicyRule& rule_;
  int steps_left_ = kCoverStepsMax;
};

}  // namespace

bool AreCoveredBy(const std::vector<v1::PolicyRule>& rules,
                  const v1::PolicyRule& rule) {
  Rules alike;
  for (const v1::PolicyRule& first : rules) {
    if (first.metric() == rule.metric() && first.party() == rule.party()) {
      alike.push_back(&first);
    }
  }
  return Cover(rule).Takes(alike, 0, 0);
}

}  // namespace workledger

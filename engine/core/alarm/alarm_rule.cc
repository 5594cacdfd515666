#include "engine/core/alarm/alarm_rule.h"

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/catalogue/path.h"
#include "google/protobuf/duration.pb.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr absl::Duration kReopenWindowDefault = absl::Minutes(10);

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

std::string AlarmKey(std::string_view site, std::string_view zone,
                     std::string_view alarm_class) {
  return absl::StrCat(ToAbsl(site), "|", ToAbsl(zone), "|",
                      ToAbsl(alarm_class));
}

}  // namespace

std::string AlarmKeyOf(const v1::AlarmSignal& signal) {
  return AlarmKey(signal.site(), signal.zone(), signal.alarm_class());
}

const std::string& PlaceOf(const v1::AlarmSignal& signal) {
  return signal.zone().empty() ? signal.site() : signal.zone();
}

const v1::CatalogueEntry* FindAlarmRule(const Catalogue& catalogue,
                                        const std::string& alarm_class) {
  return catalogue.Find(v1::CATALOGUE_KIND_ALARM_RULE, alarm_class);
}

std::vector<std::string> InhibitingKeys(const Catalogue& catalogue,
                                        const v1::AlarmSignal& signal) {
  std::vector<std::string> keys;
  const v1::CatalogueEntry* const rule =
      FindAlarmRule(catalogue, signal.alarm_class());
  if (rule == nullptr) return keys;
  for (const std::string& inhibitor : rule->item().alarm_rule().inhibitors()) {
    std::string_view zone = signal.zone();
    for (; !zone.empty(); zone = ParentPath(zone)) {
      keys.push_back(AlarmKey(signal.site(), zone, inhibitor));
    }
    keys.push_back(AlarmKey(signal.site(), "", inhibitor));
  }
  return keys;
}

const v1::CatalogueEntry* FindQuietWindow(const Catalogue& catalogue,
                                          const v1::AlarmSignal& signal,
                                          absl::Time at) {
  for (const v1::WindowKind kind :
       {v1::WINDOW_KIND_MAINTENANCE, v1::WINDOW_KIND_DRILL}) {
    const v1::CatalogueEntry* const window =
        FindWindow(catalogue, kind, PlaceOf(signal), signal.alarm_class(), at);
    if (window != nullptr) return window;
  }
  return nullptr;
}

absl::Duration ReopenWindowOf(const v1::CatalogueEntry* rule) {
  if (rule == nullptr || !rule->item().alarm_rule().has_reopen_window()) {
    return kReopenWindowDefault;
  }
  return ToDuration(rule->item().alarm_rule().reopen_window());
}

absl::Duration GroupWaitOf(const v1::CatalogueEntry* rule) {
  if (rule == nullptr) return absl::ZeroDuration();
  const v1::AlarmRule& known = rule->item().alarm_rule();
  if (known.has_group_wait()) return ToDuration(known.group_wait());
  // What might inhibit it must have time to be heard.
  return known.inhibitors().empty() ? absl::ZeroDuration() : kGroupWaitDefault;
}

std::optional<google::protobuf::Timestamp> CallTimeOf(const v1::AlarmRule& rule,
                                                      absl::Time start) {
  const absl::Duration limit = ToDuration(rule.acknowledge_limit());
  // Calls that follow each other in no time would never end.
  if (rule.roster().empty() || limit < absl::Milliseconds(1)) {
    return std::nullopt;
  }
  return ToTimestamp(FloorMillis(start + limit));
}

}  // namespace workledger

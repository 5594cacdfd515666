#ifndef WORKLEDGER_TESTS_CORE_INSPECTION_SCENE_H_
#define WORKLEDGER_TESTS_CORE_INSPECTION_SCENE_H_

// A ledger with one round, for tests of inspections.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/core/evolve.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {

inline constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
inline constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

inline constexpr std::string_view kOpen =
    "open_round { title: 'March' party: 'wuye-1' rubric: 'daily' "
    "locations: 'north/1' locations: 'north/2' }";
inline constexpr std::string_view kFinding =
    "raise_finding { ticket: 't-9' kind: TICKET_KIND_CLEANING "
    "location: 'north/1/101' rubric_item: 'floor' points: 3 title: 'dust' "
    "category: 'cleaning/daily' priority: PRIORITY_P3 hazard: true }";
inline constexpr std::string_view kRubric =
    "rubric { code: 'daily' pass_points: 8 items { code: 'floor' points: 6 } "
    "items { code: 'bin' points: 4 } }";

inline v1::Actor OfWuye() {
  v1::Actor actor = Technician();
  actor.set_principal("manager");
  return actor;
}

// An order to round "i-1".
inline v1::Command RoundOrder(std::string_view order,
                              const v1::Actor& actor = Inspector()) {
  v1::Command command = Order(order, actor);
  command.clear_ticket();
  command.set_inspection("i-1");
  return command;
}

// A ledger with one round, whose orders are done one after the other.
class InspectionDecideTest : public ::testing::Test {
 protected:
  void Keep(std::string_view item) {
    v1::Event event;
    v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
    *put.mutable_item() = FromText<v1::CatalogueItem>(item);
    const auto* const before =
        catalogue_.FindEver(KeyOf(put.item()).first, KeyOf(put.item()).second);
    put.set_revision(before == nullptr ? 1 : before->revision() + 1);
    v1::Record record;
    record.set_position(catalogue_.position() + 1);
    catalogue_.Evolve(record, event);
  }

  absl::StatusOr<std::vector<StreamEvents>> Try(const v1::Command& command) {
    if (const absl::Status valid = ValidateCommand(command); !valid.ok()) {
      return valid;
    }
    Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
    const absl::Time time =
        command.has_occur_time() ? FromTimestamp(command.occur_time()) : kNow;
    const Context context = {.now = kNow, .occur_time = time};
    for (auto names = Reads(command, folds, context); !names.empty();
         names = Reads(command, folds, context)) {
      for (const StreamName& name : names) folds.streams[name] = &folds_[name];
    }
    return Decide(command, folds, context);
  }

  // Does `command`, which must be accepted, and returns its events.
  std::vector<StreamEvents> Do(const v1::Command& command) {
    auto streams = Try(command);
    EXPECT_TRUE(streams.ok()) << streams.status();
    if (!streams.ok()) return {};
    for (const StreamEvents& stream : *streams) {
      v1::Fold& fold = folds_[{stream.stream.kind(), stream.stream.key()}];
      for (const v1::Event& event : stream.events) {
        v1::Record record;
        *record.mutable_stream() = stream.stream;
        *record.mutable_actor() = command.actor();
        record.set_version(VersionOf(fold) + 1);
        *record.mutable_occur_time() = ToTimestamp(kNow);
        EvolveFold(fold, record, event);
      }
    }
    return *std::move(streams);
  }

  void ExpectRefused(const v1::Command& command, absl::StatusCode code,
                     v1::ErrorReason reason, std::string_view field = "") {
    const auto streams = Try(command);
    ASSERT_FALSE(streams.ok()) << command.ShortDebugString();
    EXPECT_EQ(streams.status().code(), code) << streams.status();
    EXPECT_EQ(ReasonName(ReasonOf(streams.status())), ReasonName(reason))
        << streams.status();
    EXPECT_EQ(ErrorOf(streams.status()).field(), field);
  }

  // Opens the round and leads it to `state`.
  void Lead(v1::InspectionState state) {
    Do(RoundOrder(kOpen));
    if (state == v1::INSPECTION_STATE_OPEN) return;
    Visit();
    Do(RoundOrder("close_round {}"));
    if (state == v1::INSPECTION_STATE_CLOSED) return;
    Do(RoundOrder("contest_round { reason: 'rain' }", OfWuye()));
  }

  void Visit() {
    Do(RoundOrder("record_visit { location: 'north/1' }"));
    Do(RoundOrder("record_visit { location: 'north/2' }"));
  }

  const v1::Inspection& Round() {
    return folds_[{v1::STREAM_KIND_INSPECTION, "i-1"}].inspection();
  }

  Catalogue catalogue_;
  v1::LedgerState ledger_;
  std::map<StreamName, v1::Fold> folds_;
};

inline std::string TextOf(const StreamEvents& stream) {
  std::string text =
      v1::StreamKind_Name(stream.stream.kind()) + " " + stream.stream.key();
  for (const v1::Event& event : stream.events) {
    text += " " + event.ShortDebugString();
  }
  return text;
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_INSPECTION_SCENE_H_

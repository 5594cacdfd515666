#include "tests/core/plan/plan_scene.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/plan/plan_decide.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {

absl::Time At(std::string_view time) {
  absl::Time parsed;
  std::string error;
  EXPECT_TRUE(
      absl::ParseTime(absl::RFC3339_full, ToAbsl(time), &parsed, &error))
      << time << ": " << error;
  return parsed;
}

std::string TextOf(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", FromTimestamp(time),
                          absl::UTCTimeZone());
}

PlanScene::PlanScene(std::string_view now) : now_(At(now)) {
  ledger_.set_clock(v1::LEDGER_CLOCK_WALL);
}

v1::Fold& PlanScene::FoldOf(const StreamName& name) { return folds_[name]; }

Folds PlanScene::KnownFolds() const {
  return {.ledger = &ledger_, .catalogue = &catalogue_};
}

void PlanScene::Fold(const std::vector<StreamEvents>& streams,
                     absl::Time occur_time) {
  last_.clear();
  for (const StreamEvents& stream : streams) {
    for (const v1::Event& event : stream.events) {
      v1::Record record;
      *record.mutable_stream() = stream.stream;
      record.set_position(ledger_.position() + 1);
      *record.mutable_record_time() = ToTimestamp(now_);
      *record.mutable_occur_time() = ToTimestamp(occur_time);
      *record.mutable_actor() = Technician();
      if (stream.stream.kind() == v1::STREAM_KIND_CATALOGUE) {
        catalogue_.Evolve(record, event);
      } else {
        v1::Fold& fold = FoldOf({stream.stream.kind(), stream.stream.key()});
        record.set_version(VersionOf(fold) + 1);
        EvolveFold(fold, record, event);
      }
      EvolveLedger(ledger_, record, event);
      last_.push_back(event);
    }
  }
}

void PlanScene::Change(const v1::ChangeCatalogue& order,
                       const v1::Event& event) {
  Folds folds = KnownFolds();
  for (const StreamName& name : PlanFollowUpReads(order, folds)) {
    folds.streams[name] = &FoldOf(name);
  }
  EXPECT_TRUE(PlanFollowUpReads(order, folds).empty());
  const std::vector<StreamEvents> follow_ups =
      PlanFollowUps(folds, {.now = now_, .occur_time = now_}, {event});
  Fold(InStream(v1::STREAM_KIND_CATALOGUE, "", {event}), now_);
  Fold(follow_ups, now_);
}

std::vector<StreamName> PlanScene::Reads(
    const v1::ChangeCatalogue& order) const {
  return PlanFollowUpReads(order, KnownFolds());
}

void PlanScene::Put(std::string_view item) {
  v1::Event event;
  v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
  *put.mutable_item() = FromText<v1::CatalogueItem>(item);
  const auto [kind, code] = KeyOf(put.item());
  const v1::CatalogueEntry* const entry = catalogue_.FindEver(kind, code);
  put.set_revision(entry == nullptr ? 1 : entry->revision() + 1);
  v1::ChangeCatalogue order;
  *order.add_changes()->mutable_put() = put.item();
  Change(order, event);
}

void PlanScene::RetirePlan(std::string_view code) {
  v1::ChangeCatalogue order;
  v1::RetireItem& retire = *order.add_changes()->mutable_retire();
  retire.set_kind(v1::CATALOGUE_KIND_PLAN);
  retire.set_code(std::string(code));
  v1::Event event;
  v1::CatalogueItemRetired& retired = *event.mutable_catalogue_item_retired();
  retired.set_kind(retire.kind());
  retired.set_code(retire.code());
  retired.set_revision(
      catalogue_.FindEver(v1::CATALOGUE_KIND_PLAN, code)->revision() + 1);
  Change(order, event);
}

absl::Status PlanScene::Give(const v1::Command& command) {
  Folds folds = KnownFolds();
  const absl::Time occur_time =
      command.has_occur_time() ? FromTimestamp(command.occur_time()) : now_;
  const Context context = {.now = now_, .occur_time = occur_time};
  for (auto names = workledger::Reads(command, folds, context); !names.empty();
       names = workledger::Reads(command, folds, context)) {
    for (const StreamName& name : names) folds.streams[name] = &FoldOf(name);
  }
  const absl::StatusOr<std::vector<StreamEvents>> streams =
      Decide(command, folds, context);
  last_.clear();
  if (streams.ok()) Fold(*streams, occur_time);
  return streams.status();
}

v1::Command PlanScene::FireOf(const std::string& plan) {
  v1::Command command;
  command.set_request_id(absl::StrCat("f-", ++requests_));
  *command.mutable_actor() = System();
  v1::FireTimer& order = *command.mutable_fire_timer();
  order.mutable_stream()->set_kind(v1::STREAM_KIND_PLAN);
  order.mutable_stream()->set_key(plan);
  *order.mutable_timer() = progress(plan).timer();
  return command;
}

void PlanScene::FireThrough(std::string_view time) {
  while (true) {
    std::optional<absl::Time> first;
    std::string plan;
    for (const auto& [name, fold] : folds_) {
      if (!fold.plan().has_timer()) continue;
      const absl::Time due = FromTimestamp(fold.plan().timer().due_time());
      if (due > At(time) || (first && *first <= due)) continue;
      first = due;
      plan = name.second;
    }
    if (!first) break;
    now_ = std::max(now_, *first);
    const absl::Status status = Give(FireOf(plan));
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_FALSE(last_.empty()) << plan;
  }
  MoveTo(time);
}

void PlanScene::Do(const std::string& ticket, std::string_view time) {
  now_ = std::max(now_, At(time));
  const std::string place =
      this->ticket(ticket).location().empty() ? " location: 'east'" : "";
  const std::vector<v1::Command> orders = {
      Order("accept { category: 'lift' priority: PRIORITY_P4" + place + " }",
            Desk()),
      Order(absl::StrCat("dispatch { party: '", std::string(kParty), "' }"),
            Desk()),
      Order("acknowledge {}", Technician()),
      Order("record_arrival {}", Technician()),
      Order("start_work {}", Technician()),
      Order("complete { result: CLOSURE_CODE_FIXED cause_code: 'c' "
            "action_code: 'a' }",
            Technician()),
      Order("accept_work {}", Desk()),
      Order("close { closure_code: CLOSURE_CODE_FIXED }", Desk())};
  for (v1::Command order : orders) {
    order.set_ticket(ticket);
    order.set_request_id(absl::StrCat("d-", ++requests_));
    *order.mutable_occur_time() = ToTimestamp(At(time));
    const absl::Status status = Give(order);
    ASSERT_TRUE(status.ok()) << status << order.ShortDebugString();
  }
}

void PlanScene::Reject(const std::string& ticket) {
  v1::Command order =
      Order("reject { reason: 'closed' closure_code: CLOSURE_CODE_NOT_OURS }",
            Desk());
  order.set_ticket(ticket);
  const absl::Status status = Give(order);
  ASSERT_TRUE(status.ok()) << status;
}

const v1::PlanProgress& PlanScene::progress(const std::string& plan) {
  return FoldOf({v1::STREAM_KIND_PLAN, plan}).plan();
}

const v1::Ticket& PlanScene::ticket(const std::string& ticket) {
  return FoldOf({v1::STREAM_KIND_TICKET, ticket}).ticket();
}

const v1::Inspection& PlanScene::round(const std::string& round) {
  return FoldOf({v1::STREAM_KIND_INSPECTION, round}).inspection();
}

std::vector<std::string> PlanScene::tickets() const {
  std::vector<std::string> ids;
  for (const auto& [name, fold] : folds_) {
    if (name.first == v1::STREAM_KIND_TICKET && VersionOf(fold) > 0) {
      ids.push_back(name.second);
    }
  }
  return ids;
}

std::vector<std::string> PlanScene::last() const {
  std::vector<std::string> texts;
  for (const v1::Event& event : last_) {
    texts.push_back(event.ShortDebugString());
  }
  return texts;
}

}  // namespace workledger

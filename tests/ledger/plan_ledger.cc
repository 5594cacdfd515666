#include "tests/ledger/plan_ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "engine/core/plan/plan_decide.h"
#include "engine/core/upcast.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

NewRecord Stored(const EventLog& log, const v1::StreamId& stream,
                 uint64_t position, uint64_t version, absl::Time now,
                 const v1::Event& event) {
  v1::Record record;
  record.set_ledger_uid(log.Uid());
  record.set_position(position);
  *record.mutable_stream() = stream;
  record.set_version(version);
  record.set_first_position(position);
  record.set_last_position(position);
  record.set_event_type(EventTypeOf(event));
  *record.mutable_occur_time() = ToTimestamp(now);
  *record.mutable_record_time() = ToTimestamp(now);
  *record.mutable_actor() = Desk();
  record.set_request_id(absl::StrCat("p-", position));
  event.SerializeToString(record.mutable_payload());
  NewRecord stored;
  stored.stream = {.kind = static_cast<uint8_t>(stream.kind()),
                   .key = stream.key()};
  stored.version = version;
  record.SerializeToString(&stored.bytes);
  return stored;
}

}  // namespace

std::unique_ptr<EngineImpl> OpenShared(LogStore& base, const Clock& clock,
                                       const std::string& directory) {
  EngineImpl::Stores stores;
  stores.log = std::make_unique<SharedLogStore>(base);
  auto view = ViewStore::Open(directory);
  EXPECT_THAT(view.status(), IsOk());
  stores.view = *std::move(view);
  stores.scratch_directory = directory;
  auto engine = std::make_unique<EngineImpl>(std::move(stores), clock);
  EXPECT_THAT(engine->OpenLedgers(), IsOk());
  return engine;
}

void CreateMain(Engine& engine, v1::LedgerClock clock, absl::Time start) {
  v1::CreateLedgerRequest create;
  create.set_ledger("main");
  create.set_clock(clock);
  if (clock == v1::LEDGER_CLOCK_DRIVEN) {
    *create.mutable_start_time() = ToTimestamp(start);
  }
  ASSERT_THAT(Call(engine, &Engine::CreateLedger, create).status(), IsOk());
}

void AppendPlan(EventLog& log, std::string_view plan, absl::Time now,
                const v1::Command* cause) {
  v1::Event put;
  v1::CatalogueItemPut& item = *put.mutable_catalogue_item_put();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      std::string(plan), item.mutable_item()->mutable_plan()));
  item.set_revision(1);
  uint64_t catalogue_version = 1;
  for (const LoggedEvent& logged : EventsOf(log)) {
    if (logged.event.has_catalogue_item_put()) ++catalogue_version;
  }
  const std::string& code = item.item().plan().code();
  const v1::LedgerState state;
  const Catalogue catalogue;
  const v1::Fold fold;
  const Folds folds = {.ledger = &state,
                       .catalogue = &catalogue,
                       .streams = {{{v1::STREAM_KIND_PLAN, code}, &fold}}};
  std::vector<StreamEvents> streams =
      InStream(v1::STREAM_KIND_CATALOGUE, "", {put});
  for (StreamEvents& events :
       PlanFollowUps(folds, {.now = now, .occur_time = now}, {put})) {
    streams.push_back(std::move(events));
  }
  uint64_t position = log.GetHead().position;
  std::vector<Transaction> transactions;
  for (const StreamEvents& stream : streams) {
    const bool own = stream.stream.kind() == v1::STREAM_KIND_CATALOGUE;
    ++position;
    transactions.push_back(TransactionOf(
        absl::StrCat("p-", position),
        {Stored(log, stream.stream, position, own ? catalogue_version : 1, now,
                stream.events.front())}));
  }
  if (cause != nullptr) {
    NewRequest& request = transactions.front().requests.front();
    request.id = cause->request_id();
    request.payload_hash = Sha256({cause->SerializeAsString()});
  }
  ASSERT_THAT(AppendNext(log, transactions).status(), IsOk());
}

std::vector<LoggedEvent> EventsOf(const EventLog& log) {
  std::vector<LoggedEvent> events;
  EXPECT_THAT(
      log.Read(1,
               [&](const RecordView& stored) {
                 LoggedEvent& logged = events.emplace_back();
                 EXPECT_THAT(ParseRecord(stored.bytes, logged.record), IsOk());
                 EXPECT_THAT(Upcast(logged.record, logged.event), IsOk());
                 return true;
               }),
      IsOk());
  return events;
}

std::vector<std::string> MadeKeys(const EventLog& log) {
  std::vector<std::string> keys;
  for (const LoggedEvent& logged : EventsOf(log)) {
    if (!logged.event.has_occurrence_made()) continue;
    keys.push_back(logged.event.occurrence_made().key());
  }
  return keys;
}

std::vector<std::string> OpenedTickets(const EventLog& log) {
  std::vector<std::string> tickets;
  for (const LoggedEvent& logged : EventsOf(log)) {
    if (!logged.event.has_ticket_reported()) continue;
    tickets.push_back(logged.record.stream().key());
  }
  return tickets;
}

bool AwaitHead(const EventLog& log, uint64_t position) {
  const absl::Time end = absl::Now() + absl::Minutes(1);
  uint64_t head = log.GetHead().position;
  while (head < position && absl::Now() < end) {
    head = log.WaitForHead(head, end - absl::Now()).position;
  }
  return head >= position;
}

v1::ExecuteRequest AdvanceTo(const std::string& request_id, absl::Time time) {
  v1::ExecuteRequest request = MakeRequest(request_id, "");
  *request.mutable_command()->mutable_advance_time()->mutable_now_time() =
      ToTimestamp(time);
  return request;
}

v1::ExecuteRequest AdvanceBy(const std::string& request_id,
                             absl::Duration step) {
  v1::ExecuteRequest request = MakeRequest(request_id, "");
  request.mutable_command()
      ->mutable_advance_time()
      ->mutable_step()
      ->set_seconds(absl::ToInt64Seconds(step));
  return request;
}

}  // namespace workledger

#include "tests/view/history.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"

namespace workledger {
namespace {

template <typename T, size_t kSize>
const T& Pick(const T (&items)[kSize], std::mt19937& random) {
  return items[random() % kSize];
}

constexpr const char* kLocations[] = {"", "north", "south/1", "south/2"};
constexpr const char* kCategories[] = {
    "", "water", "water/tap", "water/tap/x", "waterfall", "power/lamp"};
constexpr const char* kParties[] = {"", "acme", "bolt"};
constexpr const char* kPeople[] = {"", "li", "wang"};
constexpr const char* kLabels[] = {"", "lift", "keys"};

v1::Event RandomReport(std::mt19937& random) {
  v1::Event event =
      Reported({.location = Pick(kLocations, random),
                .category = Pick(kCategories, random),
                .report_time = kEpoch + absl::Milliseconds(random() % 5000) -
                               absl::Seconds(2)});
  event.mutable_ticket_reported()->set_priority(
      static_cast<v1::Priority>(random() % 6));
  event.mutable_ticket_reported()->set_number(1 + random() % 300);
  if (random() % 2 == 0) event.mutable_ticket_reported()->set_title("a Lamp");
  return event;
}

v1::Event RandomDetails(std::mt19937& random) {
  v1::Event event;
  auto& details = *event.mutable_details_recorded();
  details.set_category(Pick(kCategories, random));
  details.set_location(Pick(kLocations, random));
  return event;
}

v1::Event RandomEvent(std::mt19937& random) {
  v1::Event event;
  switch (random() % 9) {
    case 0:
      return RandomDetails(random);
    case 1:
      return Found(static_cast<v1::FindingKind>(1 + random() % 5));
    case 2:
      return Assigned(Pick(kParties, random), Pick(kPeople, random));
    case 3:
      return Held(static_cast<v1::HoldReason>(1 + random() % 8),
                  Pick(kLabels, random));
    case 4:
      event.mutable_work_resumed();
      return event;
    case 5:
      event.mutable_ticket_reopened()->set_cycle(2);
      return event;
    case 6:
      event.mutable_ticket_closed()->set_closure_code(v1::CLOSURE_CODE_FIXED);
      return event;
    default:
      return StateRecorded(static_cast<v1::TicketState>(1 + random() % 12));
  }
}

}  // namespace

void History::Create(const std::string& ledger) {
  v1::StreamId stream;
  stream.set_kind(v1::STREAM_KIND_LEDGER);
  v1::Event event;
  event.mutable_ledger_created()->set_ledger(ledger);
  event.mutable_ledger_created()->set_clock(v1::LEDGER_CLOCK_WALL);
  AddRecord(NextRecord(stream, event, absl::ZeroDuration()));
}

void History::Add(const std::string& ticket, const v1::Event& event,
                  absl::Duration occur) {
  v1::StreamId stream;
  stream.set_kind(v1::STREAM_KIND_TICKET);
  stream.set_key(ticket);
  AddRecord(NextRecord(stream, event, occur));
}

void History::AddRandom(int count, int tickets, std::mt19937& random) {
  for (int i = 0; i < count; ++i) {
    const std::string ticket = absl::StrCat("t-", random() % tickets);
    const StreamId stream{.kind = v1::STREAM_KIND_TICKET, .key = ticket};
    Add(ticket,
        versions_.contains(stream) ? RandomEvent(random) : RandomReport(random),
        absl::Seconds(random() % 100));
  }
}

v1::Record History::NextRecord(const v1::StreamId& stream,
                               const v1::Event& event,
                               absl::Duration occur) const {
  const uint64_t position = log_.GetHead().position + 1;
  const auto last = versions_.find(
      {.kind = static_cast<uint8_t>(stream.kind()), .key = stream.key()});
  v1::Record record;
  record.set_ledger_uid(log_.Uid());
  record.set_position(position);
  *record.mutable_stream() = stream;
  record.set_version(last == versions_.end() ? 1 : last->second + 1);
  record.set_first_position(position);
  record.set_last_position(position);
  record.set_event_type(EventTypeOf(event));
  *record.mutable_occur_time() = ToTimestamp(kEpoch + occur);
  *record.mutable_record_time() = ToTimestamp(kEpoch + absl::Seconds(position));
  record.set_request_id(absl::StrCat("r-", position));
  record.set_payload(event.SerializeAsString());
  return record;
}

void History::AddRecord(const v1::Record& record) {
  AddBytes({.kind = static_cast<uint8_t>(record.stream().kind()),
            .key = record.stream().key()},
           record.SerializeAsString());
}

void History::AddBytes(const StreamId& stream, std::string bytes) {
  const Head head = log_.GetHead();
  const Transaction transaction{
      .requests = {{.id = absl::StrCat("r-", head.position + 1),
                    .record_count = 1}},
      .records = {{.stream = stream,
                   .version = ++versions_[stream],
                   .bytes = std::move(bytes)}}};
  WL_CHECK(log_.Append(head, {&transaction, 1}).ok());
}

v1::Event Reported(const Report& report) {
  v1::Event event;
  v1::TicketReported& reported = *event.mutable_ticket_reported();
  reported.set_kind(v1::TICKET_KIND_REPAIR);
  reported.set_number(1);
  reported.set_location(report.location);
  reported.set_category(report.category);
  *reported.mutable_report_time() = ToTimestamp(report.report_time);
  return event;
}

v1::Event StateRecorded(v1::TicketState state) {
  v1::Event event;
  event.mutable_state_recorded()->set_state(state);
  return event;
}

v1::Event Held(v1::HoldReason reason, std::string_view label) {
  v1::Event event;
  event.mutable_work_held()->set_reason(reason);
  event.mutable_work_held()->set_label(std::string(label));
  return event;
}

v1::Event Found(v1::FindingKind kind) {
  v1::Event event;
  event.mutable_conformance_found()->mutable_finding()->set_kind(kind);
  return event;
}

v1::Event Assigned(std::string_view party, std::string_view person) {
  v1::Event event;
  v1::Assignee& assignee =
      *event.mutable_assignee_recorded()->mutable_assignee();
  assignee.set_party(std::string(party));
  assignee.set_person(std::string(person));
  return event;
}

}  // namespace workledger

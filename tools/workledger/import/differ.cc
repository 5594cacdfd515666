#include "tools/workledger/import/differ.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "google/protobuf/util/message_differencer.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr size_t kRequestIdBytes = 32;
constexpr std::string_view kSeparator("\0", 1);

// Whether a row that repeats `move` states the stop again.
bool Stops(const v1::RecordHistory& move) {
  return move.state().state() == v1::TICKET_STATE_COMPLETED ||
         move.state().state() == v1::TICKET_STATE_VERIFIED ||
         move.state().state() == v1::TICKET_STATE_CLOSED;
}

bool SameMove(const v1::RecordHistory& a, const v1::RecordHistory& b) {
  return a.move_case() == b.move_case() &&
         MessageDifferencer::Equals(a.state(), b.state()) &&
         MessageDifferencer::Equals(a.hold(), b.hold()) &&
         a.unknown_state() == b.unknown_state();
}

void CopyMove(const v1::RecordHistory& from, v1::RecordHistory* to) {
  to->clear_move();
  if (from.has_state()) *to->mutable_state() = from.state();
  if (from.has_hold()) *to->mutable_hold() = from.hold();
}

// What the ticket's first row adds to a ticket nobody knew. Everything that a
// report carries goes into it, and a report leads to REPORTED by itself. The
// assignee stays even if it is nobody, so that the next one is a change.
v1::RecordHistory FirstValues(const v1::RecordHistory& now) {
  v1::RecordHistory first = now;
  v1::Report& report = *first.mutable_report();
  report.set_category(first.category());
  report.set_priority(first.priority());
  report.set_location(first.location());
  first.clear_category();
  first.clear_priority();
  first.clear_location();
  if (first.state().state() == v1::TICKET_STATE_REPORTED) first.clear_move();
  first.clear_facts();
  for (const v1::Fact& fact : now.facts()) {
    if (!fact.value().empty()) *first.add_facts() = fact;
  }
  return first;
}

// What of `now` is not as `before`.
v1::RecordHistory ChangedValues(const v1::RecordHistory& before,
                                const v1::RecordHistory& now) {
  v1::RecordHistory changed;
  if (now.has_unknown_state()) {
    changed.set_unknown_state(now.unknown_state());
  } else if (Stops(now) || !SameMove(before, now)) {
    CopyMove(now, &changed);
  }
  if (!MessageDifferencer::Equals(before.assignee(), now.assignee())) {
    *changed.mutable_assignee() = now.assignee();
  }
  if (before.category() != now.category()) {
    changed.set_category(now.category());
  }
  if (now.has_priority() && before.priority() != now.priority()) {
    changed.set_priority(now.priority());
  }
  if (before.location() != now.location()) {
    changed.set_location(now.location());
  }
  // Both have every fact of the mapping, in the same order.
  WL_CHECK(before.facts_size() == now.facts_size());
  for (int i = 0; i < now.facts_size(); ++i) {
    if (before.facts(i).value() == now.facts(i).value()) continue;
    *changed.add_facts() = now.facts(i);
  }
  return changed;
}

// What the ticket's next row is compared with.
std::string Remember(const v1::RecordHistory& before, v1::RecordHistory now) {
  now.clear_report();
  now.clear_report_time();
  if (now.has_unknown_state()) CopyMove(before, &now);
  // No priority means that the earlier one stands: a ticket cannot lose it.
  if (!now.has_priority() && before.has_priority()) {
    now.set_priority(before.priority());
  }
  return now.SerializeAsString();
}

}  // namespace

absl::StatusOr<std::optional<v1::Command>> Differ::Next(MappedRow row) {
  TicketTrail& trail = trails_[row.ticket];
  if (trail.rows == 0) trail.source_id = row.source_id;
  if (trail.source_id != row.source_id) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, absl::StrCat("row ", row.number),
        absl::StrCat("ids \"", trail.source_id, "\" and \"", row.source_id,
                     "\" would become the same ticket \"", row.ticket, "\""));
  }
  const bool first = ++trail.rows == 1;
  v1::RecordHistory before;
  WL_CHECK(before.ParseFromString(trail.last_values));
  v1::RecordHistory values =
      first ? FirstValues(row.values) : ChangedValues(before, row.values);
  trail.last_values = Remember(before, std::move(row.values));
  trail.expected = std::move(row.expected);
  if (values.ByteSizeLong() == 0) return std::nullopt;

  const std::string ordinal = absl::StrCat(trail.rows);
  v1::Command command;
  command.set_request_id(ToHex(AsBytes(Sha256({source_, kSeparator, row.ticket,
                                               kSeparator, ordinal})))
                             .substr(0, kRequestIdBytes));
  command.set_ticket(row.ticket);
  *command.mutable_occur_time() = ToTimestamp(row.time);
  command.mutable_actor()->set_principal("import");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  command.mutable_provenance()->set_source(source_);
  command.mutable_provenance()->set_reference(
      absl::StrCat(row.source_id, " row ", ordinal));
  *command.mutable_record_history() = std::move(values);
  return command;
}

}  // namespace workledger

#include "tools/workledger/ticket_text.h"

#include <cstdint>
#include <ostream>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/count_text.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

constexpr size_t kPlaceWidthMax = 28;
constexpr size_t kTextWidthMax = 44;

std::string HoldText(const v1::Hold& hold) {
  std::string reason = Bilingual(hold.reason());
  if (hold.label().empty()) return reason;
  return absl::StrCat(reason, " (", hold.label(), ")");
}

// Sealed text is not ours to show.
std::string PersonalWords(const v1::PersonalText& text) {
  switch (text.content_case()) {
    case v1::PersonalText::kClear:
      return text.clear();
    case v1::PersonalText::kSealed:
      return "(sealed)";
    case v1::PersonalText::CONTENT_NOT_SET:
      return text.data_subject();
  }
  return "";
}

bool Ended(v1::TicketState state) {
  return state == v1::TICKET_STATE_CLOSED ||
         state == v1::TICKET_STATE_REJECTED ||
         state == v1::TICKET_STATE_WITHDRAWN ||
         state == v1::TICKET_STATE_DUPLICATE;
}

// Collects rows of name and value, leaving out what says nothing.
class Details {
 public:
  explicit Details(absl::TimeZone zone) : zone_(zone) {}

  void Text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    table_.AddRow({std::string(name), std::string(value)});
  }

  void Count(std::string_view name, uint64_t count) {
    if (count > 0) Text(name, absl::StrCat(count));
  }

  void Time(std::string_view name, const google::protobuf::Timestamp& time) {
    if (time.ByteSizeLong() == 0) return;
    Text(name, TimeText(FromTimestamp(time), zone_));
  }

  Table Take() { return std::move(table_); }

 private:
  const absl::TimeZone zone_;
  Table table_{{{"FIELD"}, {"VALUE"}}};
};

void AddWords(const v1::Ticket& ticket, Details& details) {
  details.Text("state", StateText(ticket));
  if (ticket.closure_code() != v1::CLOSURE_CODE_UNSPECIFIED) {
    details.Text("closure code", Bilingual(ticket.closure_code()));
  }
  if (ticket.priority() != v1::PRIORITY_UNSPECIFIED) {
    details.Text("priority", Bilingual(ticket.priority()));
  }
  details.Text("category", ticket.category());
  details.Text("location", ticket.location());
  details.Text("asset", ticket.asset());
  details.Text("text", PersonalWords(ticket.text()));
  details.Text("channel", ShortName(ticket.channel()));
  details.Text("requester", PersonalWords(ticket.requester()));
  details.Text("reporter", PersonalWords(ticket.reporter()));
  details.Text("first owner", ticket.first_owner());
  details.Text("assignee", AssigneeText(ticket.assignee()));
  details.Text("offered", ticket.offered() ? "yes" : "");
  details.Text("performer", ticket.performer().principal());
  details.Text("master", ticket.master());
  details.Text("project", ticket.project());
  details.Text("imported", ticket.imported() ? "yes" : "");
}

void AddTimes(const v1::Ticket& ticket, Details& details) {
  const v1::Milestones& times = ticket.milestones();
  details.Time("reported", times.report_time());
  details.Time("accepted", times.accept_time());
  details.Time("dispatched", times.dispatch_time());
  details.Time("acknowledged", times.acknowledge_time());
  details.Time("appointment", ticket.appointment_time());
  details.Time("arrived", times.arrive_time());
  details.Time("started", times.start_time());
  details.Time("completed", times.complete_time());
  details.Time("verified", times.verify_time());
  details.Time("closed", times.close_time());
  details.Time("last change", times.change_time());
  details.Time("held until", ticket.hold().until_time());
}

void AddTallies(const v1::Ticket& ticket, Details& details) {
  const v1::Tallies& tallies = ticket.tallies();
  details.Count("cycle", ticket.cycle());
  details.Count("segments", tallies.segments());
  details.Count("returns", tallies.returns());
  details.Count("reassignments", tallies.reassignments());
  details.Count("rejections", tallies.rejections());
  details.Count("reopens", tallies.reopens());
  details.Count("holds", tallies.holds());
  details.Count("findings", tallies.findings());
  for (const v1::Fact& fact : ticket.facts()) {
    details.Text(absl::StrCat("fact ", fact.name()), fact.value());
  }
}

std::string RestText(const v1::RestCount& rest) {
  return absl::StrCat("(", rest.rows(), " others)");
}

void PrintValues(
    std::string title,
    const google::protobuf::RepeatedPtrField<v1::ValueCount>& counts,
    const v1::RestCount& rest, std::ostream& out) {
  if (counts.empty()) return;
  Table table({{std::move(title)},
               {.title = "TICKETS", .right = true},
               {.title = "OPEN", .right = true}});
  for (const v1::ValueCount& count : counts) {
    table.AddRow({count.value(), absl::StrCat(count.tickets()),
                  absl::StrCat(count.open())});
  }
  if (rest.rows() > 0) {  // 0 if it is not set
    table.AddRow({RestText(rest), absl::StrCat(rest.tickets()),
                  absl::StrCat(rest.open())});
  }
  out << '\n';
  table.Print(out);
}

void PrintStates(const v1::SummarizeResponse& summary, std::ostream& out) {
  Table table({{"STATE"},
               {.title = "TICKETS", .right = true},
               {.title = "HELD", .right = true}});
  for (const v1::StateCount& count : summary.states()) {
    table.AddRow({Bilingual(count.state()), absl::StrCat(count.tickets()),
                  absl::StrCat(count.held())});
  }
  table.Print(out);
}

void PrintHolds(const v1::SummarizeResponse& summary, std::ostream& out) {
  if (summary.holds().empty()) return;
  Table table({{"HELD FOR"}, {.title = "TICKETS", .right = true}});
  for (const v1::HoldCount& count : summary.holds()) {
    v1::Hold hold;
    hold.set_reason(count.reason());
    hold.set_label(count.label());
    table.AddRow({HoldText(hold), absl::StrCat(count.tickets())});
  }
  if (summary.has_rest_holds()) {
    table.AddRow({RestText(summary.rest_holds()),
                  absl::StrCat(summary.rest_holds().tickets())});
  }
  out << '\n';
  table.Print(out);
}

void PrintFindings(const v1::SummarizeResponse& summary, std::ostream& out) {
  if (summary.findings().empty()) return;
  Table table({{"FINDING"}, {.title = "COUNT", .right = true}});
  for (const v1::FindingCount& count : summary.findings()) {
    table.AddRow({ShortName(count.kind()), absl::StrCat(count.findings())});
  }
  out << '\n';
  table.Print(out);
}

}  // namespace

std::string StateText(const v1::Ticket& ticket) {
  std::string state = Bilingual(ticket.state());
  if (!ticket.has_hold()) return state;
  return absl::StrCat(state, ", held: ", HoldText(ticket.hold()));
}

std::string AssigneeText(const v1::Assignee& assignee) {
  if (assignee.person().empty()) return assignee.party();
  return absl::StrCat(assignee.party(), "/", assignee.person());
}

Table TicketTable() {
  return Table({{.title = "NO", .right = true},
                {"TICKET"},
                {"PRIORITY"},
                {"STATE"},
                {.title = "AGE", .right = true},
                {.title = "LOCATION", .width_max = kPlaceWidthMax},
                {.title = "CATEGORY", .width_max = kPlaceWidthMax},
                {.title = "ASSIGNEE", .width_max = kPlaceWidthMax},
                {.title = "TEXT", .width_max = kTextWidthMax}});
}

void AddTicket(const v1::Ticket& ticket, absl::Time now, Table& table) {
  const absl::Time reported = FromTimestamp(ticket.milestones().report_time());
  // A ticket that has ended ages no more.
  const std::string age = Ended(ticket.state()) ? "" : AgeText(now - reported);
  const bool rated = ticket.priority() != v1::PRIORITY_UNSPECIFIED;
  table.AddRow({absl::StrCat(ticket.number()), ticket.ticket(),
                rated ? Bilingual(ticket.priority()) : "", StateText(ticket),
                age, ticket.location(), ticket.category(),
                AssigneeText(ticket.assignee()), PersonalWords(ticket.text())});
}

Table TicketDetails(const v1::Ticket& ticket, absl::TimeZone zone) {
  Details details(zone);
  details.Text("ticket", ticket.ticket());
  details.Count("number", ticket.number());
  details.Count("version", ticket.version());
  AddWords(ticket, details);
  AddTimes(ticket, details);
  AddTallies(ticket, details);
  return details.Take();
}

void PrintSummary(const v1::SummarizeResponse& summary, std::ostream& out) {
  out << CountText(summary.tickets(), "ticket") << ", " << summary.open()
      << " open, " << CountText(summary.reopens(), "reopen") << ", at position "
      << summary.position() << "\n\n";
  PrintStates(summary, out);
  PrintHolds(summary, out);
  PrintValues("CATEGORY", summary.categories(), summary.rest_categories(), out);
  PrintValues("ASSIGNEE", summary.assignees(), summary.rest_assignees(), out);
  PrintFindings(summary, out);
}

}  // namespace workledger

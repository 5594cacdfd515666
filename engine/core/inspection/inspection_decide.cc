#include "engine/core/inspection/inspection_decide.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/allowed_orders.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/catalogue/rubric.h"
#include "engine/core/inspection/round_end.h"
#include "engine/core/inspection/round_score.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/raised_ticket.h"
#include "engine/core/lifecycle/roles.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/plan/plan_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// What an order to a round is decided from.
struct RoundCase {
  const v1::Command& command;
  const v1::Inspection& round;
  const Folds& folds;
  const Context& context;
};

// One order: in which state it may be given, who may, and what decides the
// rest.
struct RoundMove {
  v1::Command::OrderCase order;
  // UNSPECIFIED for the order that begins a round.
  v1::InspectionState from;
  // None means whoever belongs to the inspected party.
  RoleSet roles;
  // Whether it is part of inspecting, which the inspected party does not do.
  bool inspects;
  absl::StatusOr<Events> (*decide)(const RoundCase&);
};

absl::Status CheckInspectedParty(const Catalogue& catalogue,
                                 const std::string& party) {
  if (party.empty() || !catalogue.Keeps(v1::CATALOGUE_KIND_PARTY) ||
      catalogue.FindParty(party) != nullptr) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                absl::StrCat("got ", party, ", want one of the catalogue"),
                "open_round.party");
}

absl::StatusOr<Events> DecideOpen(const RoundCase& round_case) {
  const v1::OpenRound& order = round_case.command.open_round();
  const Catalogue& catalogue = *round_case.folds.catalogue;
  for (int i = 0; i < order.locations_size(); ++i) {
    WL_RETURN_IF_ERROR(
        CheckLocation(catalogue, order.locations(i),
                      absl::StrCat("open_round.locations[", i, "]")));
  }
  WL_RETURN_IF_ERROR(CheckInspectedParty(catalogue, order.party()));
  WL_ASSIGN_OR_RETURN(
      const v1::CatalogueEntry* const rubric,
      FindRubric(catalogue, order.rubric(), "open_round.rubric"));
  Events events(1);
  *events[0].mutable_round_opened() = OpenedRound(order, rubric, catalogue);
  return events;
}

absl::StatusOr<Events> DecideVisit(const RoundCase& round_case) {
  constexpr std::string_view kField = "record_visit.location";
  const v1::RecordVisit& order = round_case.command.record_visit();
  const auto& places = round_case.round.locations();
  const auto& visited = round_case.round.visited();
  if (std::ranges::find(places, order.location()) == places.end()) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, kField,
        absl::StrCat("got ", order.location(), ", want a place of the round"));
  }
  if (std::ranges::find(visited, order.location()) != visited.end()) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  absl::StrCat("got ", order.location(),
                               ", want a place that is not visited yet"),
                  kField);
  }
  Events events(1);
  v1::LocationVisited& visit = *events[0].mutable_location_visited();
  visit.set_location(order.location());
  *visit.mutable_evidence() = order.evidence();
  return events;
}

absl::Status CheckFinding(const RoundCase& round_case) {
  const v1::RaiseFinding& order = round_case.command.raise_finding();
  const auto& places = round_case.round.locations();
  const bool on_round =
      std::ranges::any_of(places, [&](const std::string& place) {
        return LiesIn(order.location(), place);
      });
  if (!on_round) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "raise_finding.location",
                      absl::StrCat("got ", order.location(),
                                   ", want one in a place of the round"));
  }
  WL_RETURN_IF_ERROR(CheckRaised(round_case.command, round_case.folds,
                                 "raise_finding.ticket"));
  const Catalogue& catalogue = *round_case.folds.catalogue;
  WL_RETURN_IF_ERROR(
      CheckLocation(catalogue, order.location(), "raise_finding.location"));
  WL_RETURN_IF_ERROR(CheckCategory(catalogue, order.category(), order.kind(),
                                   "raise_finding.category"));
  WL_RETURN_IF_ERROR(CheckScored(round_case.round, order));
  if (std::cmp_less(round_case.round.findings_size(), kRoundFindingsMax)) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_LIMIT_REACHED,
                absl::StrCat("findings: got ", kRoundFindingsMax,
                             " already, want no more"));
}

absl::StatusOr<Events> DecideFinding(const RoundCase& round_case) {
  const v1::RaiseFinding& order = round_case.command.raise_finding();
  WL_RETURN_IF_ERROR(CheckFinding(round_case));
  Events events(1);
  v1::FindingRaised& raised = *events[0].mutable_finding_raised();
  raised.set_ticket(RaisedTicketId(round_case.command));
  raised.set_location(order.location());
  raised.set_rubric_item(order.rubric_item());
  raised.set_points(order.points());
  *raised.mutable_evidence() = order.evidence();
  raised.set_hazard(order.hazard());
  return events;
}

// Returns the event that opens the ticket of a finding.
v1::Event FoundTicket(const RoundCase& round_case) {
  const v1::RaiseFinding& order = round_case.command.raise_finding();
  v1::TicketReported reported;
  reported.set_kind(order.kind());
  reported.set_channel(v1::CHANNEL_INSPECTION);
  reported.set_location(order.location());
  reported.set_category(order.category());
  reported.set_priority(order.priority());
  reported.set_title(order.title());
  if (order.has_text()) *reported.mutable_text() = order.text();
  *reported.mutable_attachments() = order.evidence();
  reported.set_inspection(round_case.command.inspection());
  reported.set_hazard(order.hazard());
  return RaisedEvent(round_case.command, round_case.folds, round_case.context,
                     std::move(reported));
}

absl::StatusOr<Events> DecideClose(const RoundCase& round_case) {
  const v1::Inspection& round = round_case.round;
  if (round.visited_size() < round.locations_size()) {
    return Forbid(
        v1::ERROR_REASON_LOCATIONS_OPEN,
        absl::StrCat("locations: got ", round.visited_size(), " of ",
                     round.locations_size(), " visited, want all of them"));
  }
  Events events(1);
  v1::RoundClosed& closed = *events[0].mutable_round_closed();
  closed.set_score(ScoreOf(round));
  closed.set_full_score(round.full_score());
  closed.set_passed(Passes(round, closed.score()));
  return events;
}

absl::StatusOr<Events> DecideContest(const RoundCase& round_case) {
  if (round_case.round.contested()) {
    return Forbid(v1::ERROR_REASON_ALREADY_APPEALED,
                  "contest: got a second one, want one at most");
  }
  if (!IsScored(round_case.round)) {
    return Forbid(v1::ERROR_REASON_NOTHING_TO_ANSWER,
                  "score: got none, want a round with a rubric");
  }
  Events events(1);
  events[0].mutable_round_contested()->set_reason(
      round_case.command.contest_round().reason());
  return events;
}

absl::StatusOr<Events> DecideDispute(const RoundCase& round_case) {
  const v1::DecideRound& order = round_case.command.decide_round();
  const v1::Inspection& round = round_case.round;
  if (round_case.command.actor().principal() == round.inspector().principal()) {
    return Forbid(v1::ERROR_REASON_SECOND_PERSON_REQUIRED,
                  "got whoever inspected, want another", "actor.principal");
  }
  if (order.score() > round.full_score()) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "decide_round.score",
                      absl::StrCat("got ", order.score(), ", want at most ",
                                   round.full_score()));
  }
  Events events(1);
  v1::RoundDecided& decided = *events[0].mutable_round_decided();
  decided.set_score(order.score());
  decided.set_passed(Passes(round, order.score()));
  decided.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideEnd(const RoundCase& round_case) {
  WL_RETURN_IF_ERROR(CheckPutRight(round_case.round, round_case.folds));
  Events events(1);
  events[0].mutable_round_ended();
  return events;
}

constexpr RoundMove kMoves[] = {
    {v1::Command::kOpenRound, v1::INSPECTION_STATE_UNSPECIFIED, kInspectors,
     true, DecideOpen},
    {v1::Command::kRecordVisit, v1::INSPECTION_STATE_OPEN, kInspectors, true,
     DecideVisit},
    {v1::Command::kRaiseFinding, v1::INSPECTION_STATE_OPEN, kInspectors, true,
     DecideFinding},
    {v1::Command::kCloseRound, v1::INSPECTION_STATE_OPEN, kInspectors, true,
     DecideClose},
    {v1::Command::kContestRound, v1::INSPECTION_STATE_CLOSED, kPartyOnly, false,
     DecideContest},
    {v1::Command::kDecideRound, v1::INSPECTION_STATE_CONTESTED, kSupervisor,
     false, DecideDispute},
    {v1::Command::kEndRound, v1::INSPECTION_STATE_CLOSED, kInspectors, true,
     DecideEnd},
};

const RoundMove& MoveOf(v1::Command::OrderCase order) {
  const auto* const move = std::ranges::find(kMoves, order, &RoundMove::order);
  WL_CHECK(move != std::end(kMoves));
  return *move;
}

std::vector<std::string> AllowedOrders(const v1::Inspection& round) {
  std::vector<std::string> names;
  for (const RoundMove& move : kMoves) {
    if (move.from == round.state()) names.push_back(OrderName(move.order));
  }
  return names;
}

absl::Status CheckExists(const RoundCase& round_case, const RoundMove& move) {
  const bool is_new = round_case.round.version() == 0;
  const bool begins = move.from == v1::INSPECTION_STATE_UNSPECIFIED;
  if (is_new == begins) return absl::OkStatus();
  const std::string text = absl::StrCat(
      "inspection: got ", round_case.command.inspection(),
      begins ? ", want one that is new" : ", want one of the ledger");
  return is_new ? MakeError(absl::StatusCode::kNotFound,
                            v1::ERROR_REASON_INSPECTION_NOT_FOUND, text,
                            "inspection")
                : MakeError(absl::StatusCode::kAlreadyExists,
                            v1::ERROR_REASON_INSPECTION_EXISTS, text,
                            "inspection");
}

// The party that is inspected does not inspect itself, and only it contests.
absl::Status CheckParty(const RoundCase& round_case, const RoundMove& move) {
  const v1::Command& command = round_case.command;
  const std::string& inspected = command.has_open_round()
                                     ? command.open_round().party()
                                     : round_case.round.party();
  const bool own = !inspected.empty() && command.actor().party() == inspected;
  if (move.roles.empty() && !own) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PARTY_REQUIRED,
        "actor.party: got another, want the inspected one", "actor.party");
  }
  if (move.inspects && own) {
    return Forbid(v1::ERROR_REASON_PERFORMER_INSPECTS,
                  "got the inspected party, want another", "actor.party");
  }
  return absl::OkStatus();
}

absl::StatusOr<Events> DecideRoundEvents(const RoundCase& round_case) {
  const RoundMove& move = MoveOf(round_case.command.order_case());
  WL_RETURN_IF_ERROR(CheckExists(round_case, move));
  WL_RETURN_IF_ERROR(CheckOccurTime(round_case.context));
  WL_RETURN_IF_ERROR(CheckBackdate(round_case.command, round_case.context));
  if (!move.roles.empty()) {
    WL_RETURN_IF_ERROR(CheckRoles(move.roles, round_case.command.actor()));
  }
  if (round_case.round.state() != move.from) {
    return WithAllowedOrders(
        Forbid(v1::ERROR_REASON_STATE_FORBIDS,
               absl::StrCat("state: got ",
                            v1::InspectionState_Name(round_case.round.state()),
                            ", want ", v1::InspectionState_Name(move.from))),
        AllowedOrders(round_case.round));
  }
  WL_RETURN_IF_ERROR(CheckParty(round_case, move));
  return move.decide(round_case);
}

// Whether the order depends on what the findings have come to, of which there
// may be many to read.
bool MayEnd(const v1::Command& command, const v1::Inspection& round) {
  const RoundMove& move = MoveOf(command.order_case());
  return round.state() == move.from &&
         CheckRoles(move.roles, command.actor()).ok();
}

}  // namespace

std::vector<StreamName> ReadsInspection(const v1::Command& command,
                                        const Folds& known) {
  std::vector<StreamName> names;
  if (!Known(known, v1::STREAM_KIND_INSPECTION, command.inspection())) {
    names.emplace_back(v1::STREAM_KIND_INSPECTION, command.inspection());
  }
  const std::string ticket = RaisedTicketId(command);
  if (!ticket.empty() && !Known(known, v1::STREAM_KIND_TICKET, ticket)) {
    names.emplace_back(v1::STREAM_KIND_TICKET, ticket);
  }
  if (!names.empty()) return names;
  const v1::Inspection& round = InspectionOf(known, command.inspection());
  if (command.has_end_round()) {
    return MayEnd(command, round) ? ReadsFindings(round, known) : names;
  }
  const std::string& plan = round.occurrence().plan();
  if (command.has_close_round() && !plan.empty() &&
      !Known(known, v1::STREAM_KIND_PLAN, plan)) {
    names.emplace_back(v1::STREAM_KIND_PLAN, plan);
  }
  return names;
}

absl::StatusOr<std::vector<StreamEvents>> DecideInspection(
    const v1::Command& command, const Folds& folds, const Context& context) {
  const RoundCase round_case = {
      .command = command,
      .round = InspectionOf(folds, command.inspection()),
      .folds = folds,
      .context = context};
  WL_ASSIGN_OR_RETURN(Events events, DecideRoundEvents(round_case));
  std::vector<StreamEvents> plan =
      RoundFollowUps(round_case.round, events, folds, context);
  std::vector<StreamEvents> streams = InStream(
      v1::STREAM_KIND_INSPECTION, command.inspection(), std::move(events));
  std::ranges::move(plan, std::back_inserter(streams));
  if (command.has_raise_finding()) {
    std::ranges::move(InStream(v1::STREAM_KIND_TICKET, RaisedTicketId(command),
                               {FoundTicket(round_case)}),
                      std::back_inserter(streams));
  }
  return streams;
}

}  // namespace workledger

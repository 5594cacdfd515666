#include "engine/core/penalty/penalty_ground.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/catalogue/rubric.h"
#include "engine/core/evolve.h"
#include "engine/core/inspection/round_score.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/deadline.h"

namespace workledger {
namespace {

// Hexadecimal digits of an id: 128 bits meet nobody's by chance.
constexpr size_t kIdDigits = 32;

// Whether some revision of the contract has a clause that costs something.
bool HasPenalties(const Catalogue& catalogue, const std::string& contract) {
  if (contract.empty()) return false;
  return std::ranges::any_of(
      catalogue.ContractRevisions(contract),
      [](const v1::CatalogueEntry* entry) {
        return std::ranges::any_of(
            entry->item().contract().clauses(),
            [](const v1::Clause& clause) { return clause.has_penalty(); });
      });
}

bool IsUnderPenalties(const v1::Ticket& ticket, const Catalogue& catalogue) {
  return HasPenalties(catalogue, ticket.contract()) ||
         std::ranges::any_of(ticket.clocks(), [&](const v1::Clock& clock) {
           return HasPenalties(catalogue, clock.terms().contract());
         });
}

template <typename List, typename Value>
bool FitsList(const List& list, const Value& value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

bool Fits(const v1::BreachGround& ground, const v1::Clock& clock,
          const v1::Ticket& ticket) {
  return FitsList(ground.metrics(), clock.terms().clock().metric()) &&
         FitsList(ground.priorities(), ticket.priority());
}

// Whether it is known what the breach costs.
bool IsRipe(const v1::Clock& clock, const v1::BreachGround& ground) {
  return clock.breach().state() == v1::BREACH_STATE_STANDING &&
         (ground.hour_fen() == 0 || EndOf(clock).has_value());
}

int64_t LateHours(const v1::Clock& clock, const v1::Ticket& ticket,
                  const Catalogue& catalogue) {
  const WorkingCalendar* const calendar = CalendarOf(clock.terms(), catalogue);
  const std::optional<absl::Time> end = EndOf(clock);
  if (calendar == nullptr || !end) return 0;
  const absl::Time due =
      std::max(CourseOf(clock.terms(), ticket, *calendar, *end, end).due,
               FromTimestamp(clock.breach().due_time()));
  return StartedHours(calendar->Elapsed(due, *end));
}

// An event of a ticket and what the ticket was like around it.
struct Step {
  const v1::Ticket& before;
  const v1::Ticket& ticket;
  const v1::Event& event;
  uint64_t position;
};

class Collector {
 public:
  Collector(const v1::Command& command, const Folds& folds,
            const Context& context)
      : command_(command),
        folds_(folds),
        catalogue_(*folds.catalogue),
        context_(context) {}

  void TakeTicket(const StreamEvents& stream, uint64_t position) {
    const std::string& key = stream.stream.key();
    v1::Ticket ticket;
    if (Known(folds_, v1::STREAM_KIND_TICKET, key)) {
      ticket = TicketOf(folds_, key);
    }
    v1::Record record;
    *record.mutable_stream() = stream.stream;
    *record.mutable_actor() = command_.actor();
    *record.mutable_occur_time() = ToTimestamp(context_.occur_time);
    *record.mutable_record_time() = ToTimestamp(context_.now);
    ticket.set_ticket(key);
    for (const v1::Event& event : stream.events) {
      const v1::Ticket before = ticket;
      record.set_version(ticket.version() + 1);
      record.set_position(position);
      EvolveTicket(ticket, record, event);
      TakeStep({before, ticket, event, position++});
    }
  }

  void TakeRound(const StreamEvents& stream, uint64_t position) {
    const v1::Inspection& round = InspectionOf(folds_, stream.stream.key());
    for (const v1::Event& event : stream.events) {
      if (event.has_finding_raised()) {
        TakeFinding(round, event.finding_raised(), position);
      }
      ++position;
    }
  }

  std::vector<PenaltyGround> TakeGrounds() { return std::move(grounds_); }

 private:
  void TakeStep(const Step& step) {
    TakeScores(step);
    for (const v1::Clock& clock : step.ticket.clocks()) {
      if (clock.terms().clock().party() == v1::CLOCK_PARTY_CONTRACTOR &&
          clock.has_breach()) {
        TakeClock(clock, step);
      }
    }
  }

  void TakeClock(const v1::Clock& clock, const Step& step) {
    const v1::CatalogueEntry* const contract = catalogue_.FindContract(
        clock.terms().contract(), clock.terms().contract_revision());
    if (contract == nullptr) return;
    for (const v1::Clause& clause : contract->item().contract().clauses()) {
      const v1::BreachGround& rule = clause.penalty().breach();
      if (!clause.penalty().has_breach() || !Fits(rule, clock, step.ticket)) {
        continue;
      }
      TakeBreach(clock, *contract, clause, step);
    }
  }

  void TakeBreach(const v1::Clock& clock, const v1::CatalogueEntry& contract,
                  const v1::Clause& clause, const Step& step) {
    const v1::BreachGround& rule = clause.penalty().breach();
    const v1::Clock* was = FindClock(step.before, clock.terms().clock());
    if (was != nullptr &&
        was->breach().position() != clock.breach().position()) {
      was = nullptr;
    }
    const bool stood =
        was != nullptr && was->breach().state() == v1::BREACH_STATE_STANDING;
    const bool gone =
        stood && clock.breach().state() != v1::BREACH_STATE_STANDING;
    const bool moved = was == nullptr || !IsRipe(*was, rule) ||
                       (rule.hour_fen() != 0 && EndOf(*was) != EndOf(clock));
    if (!gone && (!IsRipe(clock, rule) || !moved)) return;
    PenaltyGround& ground = Add(
        contract, clause, absl::StrCat("breach|", clock.breach().position()));
    ground.ticket = step.ticket.ticket();
    ground.clock = clock.terms().clock();
    ground.time = FromTimestamp(clock.breach().due_time());
    ground.positions = {clock.breach().position()};
    if (step.position != clock.breach().position()) {
      ground.positions.push_back(step.position);
    }
    ground.gone = gone;
    if (!gone) {
      ground.facts.late_hours = LateHours(clock, step.ticket, catalogue_);
    }
  }

  // Adds the ground for every clause of the contract about scores. `lost` says
  // how many points go to a clause.
  template <typename Lost>
  void AddScores(const v1::CatalogueEntry& contract, const Lost& lost,
                 const PenaltyGround& ground) {
    for (const v1::Clause& clause : contract.item().contract().clauses()) {
      if (!clause.penalty().has_score()) continue;
      const uint32_t points = lost(clause.penalty().score());
      if (points == 0 && !ground.gone) continue;
      PenaltyGround& added = grounds_.emplace_back(ground);
      added.contract = &contract;
      added.clause = &clause;
      added.facts.lost_points = points;
    }
  }

  void TakeScores(const Step& step) {
    const v1::CatalogueEntry* const contract = catalogue_.FindEver(
        v1::CATALOGUE_KIND_CONTRACT, step.ticket.contract());
    if (contract == nullptr) return;
    PenaltyGround ground;
    ground.ticket = step.ticket.ticket();
    ground.time = context_.occur_time;
    ground.positions = {step.position};
    const uint32_t cycle = step.ticket.cycle();
    const auto all = [](uint32_t points) {
      return [points](const v1::ScoreGround& rule) {
        return rule.items().empty() ? points : 0;
      };
    };
    if (step.event.has_inspection_scored()) {
      const v1::InspectionScored& scored = step.event.inspection_scored();
      if (scored.passed()) return;
      ground.key = absl::StrCat("score|", cycle);
      AddScores(
          *contract,
          [&](const v1::ScoreGround& rule) { return LostBy(scored, rule); },
          ground);
    } else if (step.event.has_contest_decided()) {
      ground.key = absl::StrCat("score|", cycle);
      ground.gone = step.event.contest_decided().upheld();
      if (ground.gone) AddScores(*contract, all(0), ground);
    } else if (step.event.has_rectification_ordered()) {
      ground.key = absl::StrCat("rectify|", cycle, "|1");
      AddScores(*contract, all(OrderedBeyondScore(step)), ground);
    } else if (step.event.has_rectification_checked()) {
      const v1::RectificationChecked& checked =
          step.event.rectification_checked();
      if (checked.passed()) return;
      ground.key = absl::StrCat("rectify|", cycle, "|", checked.round());
      AddScores(*contract, all(checked.points()), ground);
    }
  }

  // The points that the items of the rule lack.
  uint32_t LostBy(const v1::InspectionScored& scored,
                  const v1::ScoreGround& rule) const {
    const v1::CatalogueEntry* const rubric =
        catalogue_.FindEver(v1::CATALOGUE_KIND_RUBRIC, scored.rubric());
    if (rubric == nullptr || rubric->revision() != scored.rubric_revision()) {
      return 0;
    }
    uint64_t lost = 0;
    for (const v1::RubricItem& item : rubric->item().rubric().items()) {
      if (!FitsList(rule.items(), item.code())) continue;
      const auto given =
          std::ranges::find(scored.items(), item.code(), &v1::ScoredItem::item);
      const uint32_t points =
          given == scored.items().end() ? 0 : given->points();
      lost += item.points() - std::min(item.points(), points);
    }
    return ToPoints(lost);
  }

  static uint32_t OrderedBeyondScore(const Step& step) {
    const v1::Scoring& scoring = step.before.scoring();
    const uint32_t lost =
        scoring.full_score() - std::min(scoring.full_score(), scoring.score());
    const uint32_t ordered = step.event.rectification_ordered().points();
    return ordered - std::min(ordered, lost);
  }

  void TakeFinding(const v1::Inspection& round, const v1::FindingRaised& found,
                   uint64_t position) {
    const v1::CatalogueEntry* const contract =
        CoveringContract(catalogue_, round.party(),
                         {.category = command_.raise_finding().category(),
                          .location = found.location(),
                          .at = context_.occur_time});
    if (contract == nullptr) return;
    PenaltyGround ground;
    ground.ticket = found.ticket();
    ground.key = "finding";
    ground.time = context_.occur_time;
    ground.positions = {position};
    const uint32_t lost = LostTo(round, found);
    AddScores(
        *contract,
        [&](const v1::ScoreGround& rule) {
          return FitsList(rule.items(), found.rubric_item()) ? lost : 0;
        },
        ground);
  }

  PenaltyGround& Add(const v1::CatalogueEntry& contract,
                     const v1::Clause& clause, std::string key) {
    PenaltyGround& ground = grounds_.emplace_back();
    ground.contract = &contract;
    ground.clause = &clause;
    ground.key = std::move(key);
    return ground;
  }

  const v1::Command& command_;
  const Folds& folds_;
  const Catalogue& catalogue_;
  const Context& context_;
  std::vector<PenaltyGround> grounds_;
};

}  // namespace

bool MayBringGrounds(const v1::Command& command, const Folds& folds) {
  if (command.has_raise_finding()) {
    return folds.catalogue->Keeps(v1::CATALOGUE_KIND_CONTRACT);
  }
  return std::ranges::any_of(folds.streams, [&](const auto& stream) {
    return stream.first.first == v1::STREAM_KIND_TICKET &&
           IsUnderPenalties(stream.second->ticket(), *folds.catalogue);
  });
}

std::vector<PenaltyGround> GroundsOf(const std::vector<StreamEvents>& streams,
                                     const v1::Command& command,
                                     const Folds& folds,
                                     const Context& context) {
  Collector collector(command, folds, context);
  uint64_t position = folds.ledger->position() + 1;
  for (const StreamEvents& stream : streams) {
    if (stream.stream.kind() == v1::STREAM_KIND_TICKET) {
      collector.TakeTicket(stream, position);
    } else if (stream.stream.kind() == v1::STREAM_KIND_INSPECTION) {
      collector.TakeRound(stream, position);
    }
    position += stream.events.size();
  }
  return collector.TakeGrounds();
}

std::string PenaltyIdOf(const PenaltyGround& ground) {
  // No part holds a 0, so that no two grounds are written alike.
  constexpr std::string_view kEnd("\0", 1);
  const Digest digest =
      Sha256({ground.contract->item().contract().code(), kEnd,
              ground.clause->code(), kEnd, ground.ticket, kEnd, ground.key});
  return ToHex(AsBytes(digest)).substr(0, kIdDigits);
}

}  // namespace workledger

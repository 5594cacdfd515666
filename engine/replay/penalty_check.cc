#include "engine/replay/penalty_check.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/penalty/penalty_amount.h"
#include "engine/core/penalty/penalty_evolve.h"
#include "engine/core/penalty/penalty_follow_ups.h"
#include "engine/core/penalty/penalty_month.h"
#include "engine/replay/as_of.h"
#include "workledger/v1/command.pb.h"

namespace workledger {
namespace {

// What a penalty is known by, and what is proposed for it.
using Proposals = std::map<std::string, const v1::PenaltyProposed*>;

Proposals ById(const std::vector<v1::PenaltyProposed>& proposed) {
  Proposals by_id;
  for (const v1::PenaltyProposed& proposal : proposed) {
    by_id[absl::StrCat(PenaltyKey(proposal.month()), " ",
                       proposal.penalty().penalty())] = &proposal;
  }
  return by_id;
}

std::string AmountText(const v1::PenaltyProposed* proposal) {
  if (proposal == nullptr) return "nothing";
  return absl::StrCat(proposal->penalty().proposed_fen(), " fen and ",
                      proposal->penalty().points(), " points");
}

bool HasPenalties(const v1::Event& event) {
  return std::ranges::any_of(
      event.catalogue_item_put().item().contract().clauses(),
      [](const v1::Clause& clause) { return clause.has_penalty(); });
}

bool BringsScore(const v1::Event& event) {
  return event.has_inspection_scored() || event.has_contest_decided() ||
         event.has_rectification_ordered() ||
         event.has_rectification_checked() || event.has_finding_raised();
}

// The order as far as grounds depend on it.
v1::Command CommandOf(const std::vector<ToldEvent>& events) {
  v1::Command command;
  *command.mutable_actor() = events.front().record.actor();
  const bool finding = std::ranges::any_of(events, [](const ToldEvent& told) {
    return told.event.has_finding_raised();
  });
  if (!finding) return command;
  for (const ToldEvent& told : events) {
    if (!told.event.has_ticket_reported()) continue;
    command.mutable_raise_finding()->set_category(
        told.event.ticket_reported().category());
  }
  return command;
}

// What was decided, but for the penalties, which come last.
std::vector<StreamEvents> StreamsOf(const std::vector<ToldEvent>& events) {
  std::vector<StreamEvents> streams;
  for (const ToldEvent& told : events) {
    const v1::StreamId& stream = told.record.stream();
    if (told.event.has_penalty_proposed()) continue;
    if (streams.empty() || streams.back().stream.kind() != stream.kind() ||
        streams.back().stream.key() != stream.key()) {
      streams.push_back({.stream = stream});
    }
    streams.back().events.push_back(told.event);
  }
  return streams;
}

}  // namespace

absl::Status PenaltyCheck::Take(const v1::Record& record,
                                const v1::Event& event) {
  if (!events_.empty() &&
      events_.front().record.request_id() != record.request_id()) {
    WL_RETURN_IF_ERROR(CheckCommand());
  }
  ToldEvent& told = events_.emplace_back();
  told.record = record;
  told.record.clear_payload();
  told.event = event;
  return absl::OkStatus();
}

absl::Status PenaltyCheck::Finish() {
  return events_.empty() ? absl::OkStatus() : CheckCommand();
}

absl::Status PenaltyCheck::CheckCommand() {
  if (MayBring()) WL_RETURN_IF_ERROR(CheckProposals());
  Evolve();
  events_.clear();
  return absl::OkStatus();
}

bool PenaltyCheck::MayBring() const {
  return std::ranges::any_of(events_, [this](const ToldEvent& told) {
    if (told.event.has_penalty_proposed()) return true;
    if (!has_penalties_) return false;
    return BringsScore(told.event) || told.event.has_sla_breached() ||
           (told.record.stream().kind() == v1::STREAM_KIND_TICKET &&
            late_tickets_.contains(told.record.stream().key()));
  });
}

absl::StatusOr<std::vector<v1::PenaltyProposed>> PenaltyCheck::Propose() {
  const v1::Record& first = events_.front().record;
  const Context context = {.now = FromTimestamp(first.record_time()),
                           .occur_time = FromTimestamp(first.occur_time())};
  const v1::Command command = CommandOf(events_);
  const std::vector<StreamEvents> streams = StreamsOf(events_);
  v1::AsOf before;
  before.set_position(first.position() - 1);
  v1::LedgerState ledger;
  ledger.set_position(first.position() - 1);
  std::map<StreamName, v1::Fold> known;
  Folds folds = {.ledger = &ledger, .catalogue = &catalogue_};
  for (const StreamEvents& stream : streams) {
    if (stream.stream.kind() != v1::STREAM_KIND_TICKET &&
        stream.stream.kind() != v1::STREAM_KIND_INSPECTION) {
      continue;
    }
    const StreamName name(stream.stream.kind(), stream.stream.key());
    WL_ASSIGN_OR_RETURN(known[name], FoldAsOf(log_, name, before));
    folds.streams[name] = &known[name];
  }
  for (std::vector<StreamName> missing =
           PenaltyReads(streams, command, folds, context);
       !missing.empty();
       missing = PenaltyReads(streams, command, folds, context)) {
    for (const StreamName& name : missing) {
      *known[name].mutable_penalty_month() = months_[name.second];
      folds.streams[name] = &known[name];
    }
  }
  const std::vector<StreamEvents> decided =
      AddPenalties(streams, command, folds, context);
  std::vector<v1::PenaltyProposed> proposed;
  for (size_t i = streams.size(); i < decided.size(); ++i) {
    for (const v1::Event& event : decided[i].events) {
      proposed.push_back(event.penalty_proposed());
    }
  }
  return proposed;
}

absl::Status PenaltyCheck::CheckProposals() {
  WL_ASSIGN_OR_RETURN(const std::vector<v1::PenaltyProposed> wanted, Propose());
  std::vector<v1::PenaltyProposed> told;
  uint64_t position = events_.back().record.position();
  for (const ToldEvent& event : events_) {
    if (!event.event.has_penalty_proposed()) continue;
    if (told.empty()) position = event.record.position();
    told.push_back(event.event.penalty_proposed());
  }
  Proposals want = ById(wanted);
  Proposals got = ById(told);
  for (const auto& [id, proposal] : want) got.try_emplace(id, nullptr);
  for (const auto& [id, proposal] : got) {
    const v1::PenaltyProposed* const right = want[id];
    if (AmountText(proposal) != AmountText(right)) {
      Add(position, absl::StrCat("penalty ", id, ": got ", AmountText(proposal),
                                 ", want ", AmountText(right)));
    } else if (proposal->SerializeAsString() != right->SerializeAsString()) {
      Add(position, absl::StrCat("penalty ", id,
                                 ": got another ground, repeat or time than "
                                 "its clause and evidence give"));
    }
  }
  return absl::OkStatus();
}

void PenaltyCheck::CheckDecision(const ToldEvent& told) {
  const v1::PenaltyMonth& month = months_[told.record.stream().key()];
  const auto check = [&](const std::string& id, int64_t amount, bool reduced) {
    const v1::Penalty* const penalty = FindPenalty(month, id);
    const int64_t proposed = penalty == nullptr ? 0 : penalty->proposed_fen();
    if (reduced ? amount > 0 && amount < proposed : amount == proposed) return;
    Add(told.record.position(),
        absl::StrCat("penalty ", told.record.stream().key(), " ", id, ": got ",
                     amount, " fen decided, want ", reduced ? "less than " : "",
                     proposed));
  };
  if (told.event.has_penalty_confirmed()) {
    check(told.event.penalty_confirmed().penalty(),
          told.event.penalty_confirmed().amount_fen(), /*reduced=*/false);
  } else if (told.event.has_penalty_reduced()) {
    check(told.event.penalty_reduced().penalty(),
          told.event.penalty_reduced().amount_fen(), /*reduced=*/true);
  } else if (told.event.has_month_settled()) {
    CheckSettlement(told);
  }
}

void PenaltyCheck::CheckSettlement(const ToldEvent& told) {
  const v1::MonthSettled& settled = told.event.month_settled();
  const v1::CatalogueEntry* const contract =
      MonthNumberValid(settled.month().month())
          ? ContractOfMonth(catalogue_, settled.month().contract(),
                            MonthOfNumber(settled.month().month()))
          : nullptr;
  v1::Settlement want;
  if (contract != nullptr) {
    want = SettlementOf(months_[told.record.stream().key()],
                        contract->item().contract());
    want.set_contract_revision(contract->revision());
  }
  if (settled.settlement().SerializeAsString() == want.SerializeAsString()) {
    return;
  }
  Add(told.record.position(),
      absl::StrCat("month ", told.record.stream().key(), ": got ",
                   settled.settlement().paid_fen(), " fen paid (",
                   settled.settlement().ShortDebugString(), "), want ",
                   want.paid_fen(), " (", want.ShortDebugString(), ")"));
}

void PenaltyCheck::Evolve() {
  for (const ToldEvent& told : events_) {
    const v1::StreamId& stream = told.record.stream();
    if (stream.kind() == v1::STREAM_KIND_CATALOGUE) {
      catalogue_.Evolve(told.record, told.event);
      has_penalties_ = has_penalties_ || HasPenalties(told.event);
    } else if (stream.kind() == v1::STREAM_KIND_PENALTY) {
      CheckDecision(told);
      EvolvePenaltyMonth(months_[stream.key()], told.record, told.event);
    } else if (told.event.has_sla_breached() &&
               told.event.sla_breached().clock().party() ==
                   v1::CLOCK_PARTY_CONTRACTOR) {
      late_tickets_.insert(stream.key());
    }
  }
}

void PenaltyCheck::Add(uint64_t position, std::string_view detail) {
  run_.Add("penalty", position, detail);
}

}  // namespace workledger

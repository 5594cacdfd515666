#include "tests/core/penalty/penalty_scene.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"

namespace workledger {

PenaltyScene::PenaltyScene(std::string_view clauses) {
  At("2026-01-01 00:00");
  Keep("party { code: 'wuye-1' kind: PARTY_KIND_CONTRACTOR active: true }");
  KeepContract(clauses);
  KeepPolicy(
      "rules { code: 'c' metric: METRIC_RESOLUTION "
      "party: CLOCK_PARTY_CONTRACTOR target { open_time { seconds: 14400 } } "
      "}");
}

void PenaltyScene::KeepContract(std::string_view clauses,
                                std::string_view fee) {
  Keep(absl::StrCat("contract { code: 'c' party: 'wuye-1' ",
                    Stamp("start_time", "2026-01-01 00:00"), " ",
                    Stamp("end_time", "2027-01-01 00:00"),
                    " month { calendar: 'biz' full_score: 85 base_percent: 15 "
                    "fee_fen: ",
                    ToAbsl(fee), " } ", ToAbsl(clauses), " }"));
}

void PenaltyScene::Send(std::string_view ticket, std::string_view day) {
  At(std::string(day) + " 09:00");
  Report("P3", ticket);
  Dispatch(ticket);
}

void PenaltyScene::Complete(std::string_view local, std::string_view ticket) {
  Tick(local);
  Do("acknowledge", ticket);
  Do("record_arrival", ticket);
  Do("start_work", ticket);
  Do("complete", ticket);
}

void PenaltyScene::Excuse(std::string_view ticket) {
  Give(
      "excuse_breach { reason: 'flood' clock { metric: METRIC_RESOLUTION "
      "party: CLOCK_PARTY_CONTRACTOR cycle: 1 segment: 1 } }",
      Supervisor(), ticket);
}

absl::Status PenaltyScene::Order(std::string_view order,
                                 const v1::Actor& actor) {
  v1::Command command = workledger::Order(order, actor);
  command.clear_ticket();
  return Try(std::move(command));
}

namespace {

std::string Naming(std::string_view order, const v1::Penalty& penalty) {
  return absl::StrCat(ToAbsl(order),
                      " { month { contract: 'c' month: 202603 } penalty: '",
                      penalty.penalty(), "' reason: 'so' }");
}

}  // namespace

absl::Status PenaltyScene::Contest(const v1::Penalty& penalty) {
  return Order(Naming("contest_penalty", penalty), Technician());
}

absl::Status PenaltyScene::Confirm(const v1::Penalty& penalty) {
  return Order(Naming("confirm_penalty", penalty), Supervisor());
}

absl::Status PenaltyScene::Waive(const v1::Penalty& penalty) {
  return Order(Naming("waive_penalty", penalty), Supervisor());
}

absl::Status PenaltyScene::Settle(uint32_t month) {
  return Order(absl::StrCat("settle_month { document: 'no. 7' "
                            "month { contract: 'c' month: ",
                            month, " } }"),
               Supervisor());
}

void PenaltyScene::Fill(std::string_view key, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    v1::Penalty& penalty = *month(key).add_penalties();
    penalty.set_penalty(absl::StrCat("filled-", i));
    penalty.set_clause("other");
    penalty.set_state(v1::PENALTY_STATE_PROPOSED);
    penalty.set_proposed_fen(1);
  }
}

std::string PenaltyScene::Proposed(std::string_view key) {
  std::string text;
  for (const v1::Penalty& penalty : month(key).penalties()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", penalty.clause(), " ",
                    penalty.proposed_fen(), " ", penalty.points(), " x",
                    penalty.repeat());
  }
  return text;
}

}  // namespace workledger

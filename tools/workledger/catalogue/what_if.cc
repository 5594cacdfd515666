#include "tools/workledger/catalogue/what_if.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "tools/workledger/count_text.h"
#include "workledger/error.h"
#include "workledger/v1/clock_service.grpc.pb.h"

namespace workledger {
namespace {

// What fields of the request begin with.
constexpr std::string_view kPrefix = "policy.";

void AddCount(std::string& line, uint64_t clocks, std::string_view what) {
  if (clocks == 0) return;
  absl::StrAppend(&line, line.back() == ':' ? " " : ", ", clocks, " ",
                  ToAbsl(what));
}

std::string LineOf(const v1::Policy& policy) {
  const v1::WhatIf& what_if = policy.migration().what_if();
  std::string line =
      absl::StrCat("policy ", policy.code(), " takes ",
                   CountText(what_if.tickets(), "running ticket"), " over");
  if (what_if.tickets() == 0) return line;
  line += "; of their clocks:";
  AddCount(line, what_if.started_clocks(), "start");
  AddCount(line, what_if.earlier_clocks(), "are due earlier");
  AddCount(line, what_if.later_clocks(), "are due later");
  AddCount(line, what_if.cancelled_clocks(), "no longer count");
  AddCount(line, what_if.overdue_clocks(), "are overdue at once");
  if (line.back() == ':') line += " none changes";
  return line;
}

}  // namespace

absl::Status AskWhatIf(CataloguePlan& plan, const std::string& ledger,
                       Client& client, std::ostream& out) {
  for (FileChange& change : plan.changes) {
    if (!change.change.put().policy().has_migration()) continue;
    v1::Policy& policy = *change.change.mutable_put()->mutable_policy();
    policy.mutable_migration()->clear_what_if();
    v1::PreviewMigrationRequest request;
    request.set_ledger(ledger);
    *request.mutable_policy() = policy;
    auto response =
        client.Call(&v1::ClockService::Stub::PreviewMigration, request);
    if (!response.ok()) {
      const std::string field = ErrorOf(response.status()).field();
      return AtPlace(response.status(), change,
                     field.substr(std::min(field.size(), kPrefix.size())));
    }
    policy.mutable_migration()->mutable_what_if()->Swap(
        response->mutable_what_if());
    out << LineOf(policy) << '\n';
  }
  return absl::OkStatus();
}

}  // namespace workledger

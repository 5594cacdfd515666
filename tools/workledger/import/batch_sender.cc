#include "tools/workledger/import/batch_sender.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status AtRow(uint64_t row, const absl::Status& status) {
  const v1::Error error = ErrorOf(status);
  // Request ids are made from rows, so whoever imports has never seen one.
  const std::string message =
      error.reason() == v1::ERROR_REASON_REQUEST_ID_REUSED
          ? "this row is not as an earlier import of the same source sent it"
          : error.message();
  return MakeError(status.code(), error.reason(),
                   absl::StrCat("row ", row, ": ", message), error.field());
}

void Count(const v1::ExecuteResponse& response, SendTotals* totals) {
  ++totals->commands;
  if (response.replayed()) {
    ++totals->replayed;
  } else if (response.first_position() > 0) {
    totals->events += response.last_position() - response.first_position() + 1;
  }
  for (const v1::Finding& finding : response.findings()) {
    ++totals->findings[finding.kind()];
  }
  totals->last_position =
      std::max(totals->last_position, response.last_position());
}

// Takes the answered commands off the front of `batch`. Returns the error of
// the first that was refused.
absl::Status TakeOutcomes(const v1::BatchExecuteResponse& response,
                          Batch* batch, SendTotals* totals) {
  if (response.outcomes_size() != batch->request.commands_size()) {
    return absl::InternalError(
        absl::StrCat("outcomes: got ", response.outcomes_size(), ", want ",
                     batch->request.commands_size(), ", one for each command"));
  }
  absl::Status status;
  int answered = 0;
  for (const v1::CommandOutcome& outcome : response.outcomes()) {
    if (outcome.has_error()) {
      status = StatusOf(outcome.error());
      break;
    }
    Count(outcome.response(), totals);
    ++answered;
  }
  batch->request.mutable_commands()->DeleteSubrange(0, answered);
  batch->rows.erase(batch->rows.begin(), batch->rows.begin() + answered);
  return status;
}

}  // namespace

void SendTotals::Add(const SendTotals& other) {
  commands += other.commands;
  replayed += other.replayed;
  events += other.events;
  for (const auto& [kind, count] : other.findings) findings[kind] += count;
  last_position = std::max(last_position, other.last_position);
}

absl::Status SendBatch(ImportClient& client, const Patience& patience,
                       Batch batch, SendTotals* totals) {
  Backoff backoff(patience);
  for (;;) {
    const size_t size = batch.rows.size();
    absl::StatusOr<v1::BatchExecuteResponse> response =
        client.BatchExecute(batch.request);
    absl::Status status = response.ok()
                              ? TakeOutcomes(*response, &batch, totals)
                              : response.status();
    if (status.ok()) return status;
    if (batch.rows.size() < size) backoff.Progress();
    if (!Retryable(status) || !backoff.Wait()) {
      return AtRow(batch.rows.front(), status);
    }
  }
}

}  // namespace workledger

#include "tests/import/fake_server.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kPageTickets = 2;

}  // namespace

absl::StatusOr<v1::BatchExecuteResponse> FakeServer::BatchExecute(
    const v1::BatchExecuteRequest& request) {
  const std::lock_guard lock(mutex_);
  batch_sizes_.push_back(request.commands_size());
  if (fail_call != nullptr) WL_RETURN_IF_ERROR(fail_call(request));
  v1::BatchExecuteResponse response;
  absl::Status status;
  for (const v1::Command& command : request.commands()) {
    if (status.ok() && fail_command != nullptr) status = fail_command(command);
    v1::CommandOutcome& outcome = *response.add_outcomes();
    if (status.ok()) {
      *outcome.mutable_response() = Do(command);
    } else {
      *outcome.mutable_error() = ErrorOf(status);
    }
  }
  if (lose_answer != nullptr) WL_RETURN_IF_ERROR(lose_answer());
  return response;
}

v1::ExecuteResponse FakeServer::Do(const v1::Command& command) {
  const auto [entry, added] = responses_.try_emplace(command.request_id());
  v1::ExecuteResponse& response = entry->second;
  if (!added) {
    v1::ExecuteResponse replayed = response;
    replayed.set_replayed(true);
    return replayed;
  }
  commands_.push_back(command);
  response.set_ticket(command.ticket());
  response.set_first_position(head_ + 1);
  if (command.record_history().has_unknown_state()) {
    response.add_findings()->set_kind(v1::FINDING_KIND_UNKNOWN_STATE);
    ++head_;
  }
  response.set_last_position(++head_);
  return response;
}

absl::StatusOr<v1::ListTicketsResponse> FakeServer::ListTickets(
    const v1::ListTicketsRequest& request) {
  const std::lock_guard lock(mutex_);
  list_request_ = request;
  if (fail_list != nullptr) WL_RETURN_IF_ERROR(fail_list(request));
  size_t from = 0;
  static_cast<void>(absl::SimpleAtoi(request.page_token(), &from));
  v1::ListTicketsResponse response;
  const size_t to = std::min(from + kPageTickets, tickets.size());
  for (size_t i = from; i < to; ++i) *response.add_tickets() = tickets[i];
  if (to < tickets.size()) response.set_next_page_token(absl::StrCat(to));
  return response;
}

std::vector<v1::Command> FakeServer::commands() const {
  const std::lock_guard lock(mutex_);
  return commands_;
}

std::vector<int> FakeServer::batch_sizes() const {
  const std::lock_guard lock(mutex_);
  return batch_sizes_;
}

std::optional<v1::ListTicketsRequest> FakeServer::list_request() const {
  const std::lock_guard lock(mutex_);
  return list_request_;
}

absl::Time FakeTime::Now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

Patience FakeTime::patience() {
  return {.clock = this, .sleep = [this](absl::Duration duration) {
            const std::lock_guard lock(mutex_);
            now_ += duration;
            sleeps_.push_back(duration);
          }};
}

std::vector<absl::Duration> FakeTime::sleeps() const {
  const std::lock_guard lock(mutex_);
  return sleeps_;
}

}  // namespace workledger

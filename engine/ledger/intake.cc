#include "engine/ledger/intake.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/core/decide.h"
#include "engine/ledger/zone_transitions.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

absl::Status SizeError(std::string_view field, size_t bytes, size_t bytes_max) {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                   absl::StrCat(std::string(field), ": got ", bytes,
                                " bytes, want at most ", bytes_max),
                   field);
}

// Says of an error about a command which one it is.
absl::Status Under(const std::string& path, const absl::Status& status) {
  if (status.ok()) return status;
  v1::Error error = ErrorOf(status);
  error.set_field(absl::StrCat(path, ".", error.field()));
  error.set_message(absl::StrCat(path, ".", error.message()));
  return StatusOf(error);
}

// Checks a command and adds it to `submission`; returns how many bytes the
// client sent. `path` names it in errors.
absl::StatusOr<size_t> AddCommand(v1::Command command, const std::string& path,
                                  Submission& submission) {
  WL_RETURN_IF_ERROR(Under(path, ValidateCommand(command)));
  // What the server itself found out is no part of what the client sent.
  const v1::Assurance assurance = command.actor().assurance();
  command.mutable_actor()->clear_assurance();
  const std::string bytes = command.SerializeAsString();
  command.mutable_actor()->set_assurance(assurance);
  if (bytes.size() > kExecuteBytesMax) {
    return SizeError(path, bytes.size(), kExecuteBytesMax);
  }
  submission.payload_hashes.push_back(Sha256({bytes}));
  // After the hash: what the engine adds is no part of what the client sent.
  WL_RETURN_IF_ERROR(Under(path, ResolveZones(command)));
  // But it takes memory, and is written: many calendars grow by far.
  const size_t resolved = command.ByteSizeLong();
  if (resolved > kAppendBytesMax) {
    return SizeError(path, resolved, kAppendBytesMax);
  }
  submission.bytes += resolved;
  submission.commands.push_back(std::move(command));
  return bytes.size();
}

Submission MakeSubmission(CallOptions options) {
  Submission submission;
  submission.deadline = options.deadline;
  if (options.trace_parent.size() <= kTraceParentBytesMax) {
    submission.trace_parent = std::move(options.trace_parent);
  }
  return submission;
}

absl::Status CountError(int count) {
  if (count == 0) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "commands",
                      "got none, want at least 1");
  }
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_BATCH_TOO_LARGE,
                   absl::StrCat("commands: got ", count, ", want at most ",
                                kBatchCommandsMax),
                   "commands");
}

// Timers that fire on the way are durable before what comes after them is
// decided, so time cannot be a part of something larger.
absl::Status CheckAtomic(const v1::BatchExecuteRequest& request) {
  const bool advances = std::ranges::any_of(
      request.commands(),
      [](const v1::Command& command) { return command.has_advance_time(); });
  if (!request.atomic() || !advances || request.commands_size() == 1) {
    return absl::OkStatus();
  }
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "atomic",
                    "got advance_time among others, want it alone");
}

}  // namespace

absl::StatusOr<Submission> TakeIn(v1::ExecuteRequest& request,
                                  CallOptions options) {
  Submission submission = MakeSubmission(std::move(options));
  WL_RETURN_IF_ERROR(
      AddCommand(std::move(*request.mutable_command()), "command", submission)
          .status());
  return submission;
}

absl::StatusOr<Submission> TakeIn(v1::BatchExecuteRequest& request,
                                  CallOptions options) {
  const int count = request.commands_size();
  if (count == 0 || static_cast<size_t>(count) > kBatchCommandsMax) {
    return CountError(count);
  }
  WL_RETURN_IF_ERROR(CheckAtomic(request));
  Submission submission = MakeSubmission(std::move(options));
  submission.atomic = request.atomic();
  size_t sent = 0;
  for (int i = 0; i < count; ++i) {
    WL_ASSIGN_OR_RETURN(
        const size_t bytes,
        AddCommand(std::move(*request.mutable_commands(i)),
                   absl::StrCat("commands[", i, "]"), submission));
    sent += bytes;
    // No queue would ever take it; bounds memory, too.
    if (submission.bytes > kQueueBytesMax) {
      return SizeError("commands", submission.bytes, kQueueBytesMax);
    }
  }
  if (sent > kBatchExecuteBytesMax) {
    return SizeError("commands", sent, kBatchExecuteBytesMax);
  }
  return submission;
}

absl::StatusOr<v1::BatchExecuteResponse> ToBatchResponse(bool atomic,
                                                         Outcomes outcomes) {
  v1::BatchExecuteResponse response;
  for (absl::StatusOr<v1::ExecuteResponse>& outcome : outcomes) {
    v1::CommandOutcome& added = *response.add_outcomes();
    if (outcome.ok()) {
      *added.mutable_response() = *std::move(outcome);
    } else if (atomic) {
      return outcome.status();
    } else {
      *added.mutable_error() = ErrorOf(outcome.status());
    }
  }
  return response;
}

}  // namespace workledger

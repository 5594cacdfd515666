#ifndef WORKLEDGER_TOOLS_WORKLEDGER_LOG_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_LOG_VERBS_H_

// `workledger log read|tail`.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/workledger/session.h"
#include "workledger/limits.h"
#include "workledger/v1/log_service.pb.h"

namespace workledger {

struct FilterFlags {
  std::string ticket;
  // Names of events, for example "work-held".
  std::vector<std::string> event_types;
};

struct LogReadFlags {
  uint64_t from_position = 1;
  // 0 reads to the head.
  uint64_t limit = kReadPageSizeDefault;
  FilterFlags filter;
};

struct LogTailFlags {
  // Without either, only what comes from now on.
  std::optional<uint64_t> from_position;
  // In hexadecimal, as an earlier tail printed it.
  std::string resume_token;
  FilterFlags filter;
};

absl::StatusOr<v1::RecordFilter> ParseRecordFilter(const FilterFlags& flags);

absl::Status RunLogRead(const LogReadFlags& flags, const Session& session);

// Runs until it is interrupted, and then says how to resume.
absl::Status RunLogTail(const LogTailFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_LOG_VERBS_H_

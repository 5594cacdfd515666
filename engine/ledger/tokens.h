#ifndef WORKLEDGER_LEDGER_TOKENS_H_
#define WORKLEDGER_LEDGER_TOKENS_H_

// Opaque tokens that a client hands back: where a page or a subscription goes
// on. Each is bound to the request that it came from.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"

namespace workledger {

// Where a list goes on. `scope` is what must be the same again, as bytes.
std::string EncodePageToken(std::string_view scope, std::string_view cursor);

// Returns the cursor. It has `bytes_min` bytes, but nothing says that they are
// ours: anybody can make a token.
//
//   INVALID_ARGUMENT  PAGE_TOKEN_INVALID: not a token of this scope, or too
//                     short.
absl::StatusOr<std::string> DecodePageToken(std::string_view scope,
                                            std::string_view token,
                                            size_t bytes_min = 0);

// Where a subscription goes on: after `position`, whose chain digest proves
// that the log still holds the same history.
struct ResumePoint {
  uint64_t position = 0;
  Digest chain{};
};

std::string EncodeResumeToken(std::string_view ledger_uid,
                              std::string_view filter,
                              const ResumePoint& point);

//   INVALID_ARGUMENT  RESUME_TOKEN_INVALID: not a token of this ledger and
//                     filter.
absl::StatusOr<ResumePoint> DecodeResumeToken(std::string_view ledger_uid,
                                              std::string_view filter,
                                              std::string_view token);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TOKENS_H_

#include "engine/ledger/tokens.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// First byte of a token; a change of format takes the next one.
constexpr char kPageFormat = 'P';
constexpr char kResumeFormat = 'R';

// Bytes of SHA-256 that bind a token to its scope.
constexpr size_t kScopeBytes = 8;
constexpr size_t kPositionBytes = 8;
constexpr size_t kChainBytes = 32;

std::string ScopeOf(std::string_view a, std::string_view b) {
  // The length keeps ("ab", "c") and ("a", "bc") apart.
  const std::string length = std::to_string(a.size()) + ":";
  return std::string(AsBytes(Sha256({length, a, b})).substr(0, kScopeBytes));
}

absl::Status PageTokenError() {
  return FieldError(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token",
                    "not a token of this list");
}

absl::Status ResumeTokenError() {
  return FieldError(v1::ERROR_REASON_RESUME_TOKEN_INVALID, "resume_token",
                    "not a token of this ledger and filter");
}

}  // namespace

std::string EncodePageToken(std::string_view scope, std::string_view cursor) {
  std::string token(1, kPageFormat);
  token += ScopeOf(scope, "");
  token += cursor;
  return absl::WebSafeBase64Escape(token);
}

absl::StatusOr<std::string> DecodePageToken(std::string_view scope,
                                            std::string_view token,
                                            size_t bytes_min) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ToAbsl(token), &bytes)) {
    return PageTokenError();
  }
  const std::string expected = kPageFormat + ScopeOf(scope, "");
  if (bytes.compare(0, expected.size(), expected) != 0 ||
      bytes.size() < expected.size() + bytes_min) {
    return PageTokenError();
  }
  return bytes.substr(expected.size());
}

std::string EncodeResumeToken(std::string_view ledger_uid,
                              std::string_view filter,
                              const ResumePoint& point) {
  std::string token(1, kResumeFormat);
  token += ScopeOf(ledger_uid, filter);
  for (int shift = 56; shift >= 0; shift -= 8) {
    token.push_back(static_cast<char>(point.position >> shift));
  }
  token += AsBytes(point.chain);
  return token;
}

absl::StatusOr<ResumePoint> DecodeResumeToken(std::string_view ledger_uid,
                                              std::string_view filter,
                                              std::string_view token) {
  const std::string expected = kResumeFormat + ScopeOf(ledger_uid, filter);
  if (token.size() != expected.size() + kPositionBytes + kChainBytes) {
    return ResumeTokenError();
  }
  if (token.substr(0, expected.size()) != expected) return ResumeTokenError();
  token.remove_prefix(expected.size());
  ResumePoint point;
  for (size_t i = 0; i < kPositionBytes; ++i) {
    point.position = point.position << 8 | static_cast<uint8_t>(token[i]);
  }
  token.remove_prefix(kPositionBytes);
  std::copy(token.begin(), token.end(), point.chain.begin());
  return point;
}

}  // namespace workledger

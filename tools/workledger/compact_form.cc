#include "tools/workledger/compact_form.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/hex_text.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

absl::Status FormError(FlagValue value, std::string_view form,
                       std::string_view detail) {
  return FlagError(value, absl::StrCat(ToAbsl(form), " with ", ToAbsl(detail)));
}

// Reads a decimal number that is not negative, as a count of units of
// 10^-`places`: "1.5" with 3 places is 1500.
std::optional<int64_t> ParseFixed(absl::string_view text, size_t places) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() > 2 || parts[0].empty()) return std::nullopt;
  std::string digits(parts[0]);
  const absl::string_view fraction = parts.size() == 2 ? parts[1] : "";
  if (fraction.size() > places) return std::nullopt;
  if (parts.size() == 2 && fraction.empty()) return std::nullopt;
  absl::StrAppend(&digits, fraction,
                  std::string(places - fraction.size(), '0'));
  for (const char digit : digits) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(digit))) {
      return std::nullopt;
    }
  }
  int64_t units = 0;
  if (!absl::SimpleAtoi(digits, &units)) return std::nullopt;
  return units;
}

}  // namespace

absl::StatusOr<v1::Attachment> ParseAttachment(FlagValue value) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(ToAbsl(value.text), absl::MaxSplits(':', 2));
  if (parts.size() != 3) {
    return FlagError(value, kAttachmentForm);
  }
  const auto digest = ParseHex({.flag = value.flag, .text = ToStd(parts[0])});
  if (!digest.ok() || digest->size() != kAttachmentDigestBytes) {
    return FormError(value, kAttachmentForm, "64 hexadecimal digits first");
  }
  uint64_t size_bytes = 0;
  if (!absl::SimpleAtoi(parts[1], &size_bytes)) {
    return FormError(value, kAttachmentForm, "a whole number of bytes");
  }
  v1::Attachment attachment;
  attachment.set_digest(*digest);
  attachment.set_size_bytes(size_bytes);
  attachment.set_media_type(std::string(parts[2]));
  return attachment;
}

absl::StatusOr<v1::WorkLine> ParseWorkLine(FlagValue value) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(ToAbsl(value.text), ':');
  if (parts.size() < 4) {
    return FlagError(value, kWorkLineForm);
  }
  const size_t last = parts.size() - 1;
  const auto quantity = ParseFixed(parts[last - 2], 3);
  if (!quantity.has_value()) {
    return FormError(value, kWorkLineForm, "at most 3 decimals in QUANTITY");
  }
  const auto cost = ParseFixed(parts[last], 2);
  if (!cost.has_value()) {
    return FormError(value, kWorkLineForm, "at most 2 decimals in YUAN");
  }
  const absl::string_view unit = parts[last - 1];
  const std::vector<absl::string_view> item(parts.begin(), parts.end() - 3);
  v1::WorkLine line;
  line.set_item(absl::StrJoin(item, ":"));
  line.set_quantity_milli(static_cast<uint64_t>(*quantity));
  line.set_unit(std::string(unit));
  line.set_cost_fen(*cost);
  return line;
}

absl::StatusOr<v1::Quantity> ParseQuantity(FlagValue value) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(ToAbsl(value.text), ':');
  if (parts.size() < 3) {
    return FlagError(value, kQuantityForm);
  }
  const auto quantity = ParseFixed(parts[parts.size() - 2], 3);
  if (!quantity.has_value()) {
    return FormError(value, kQuantityForm, "at most 3 decimals in QUANTITY");
  }
  const std::vector<absl::string_view> item(parts.begin(), parts.end() - 2);
  v1::Quantity parsed;
  parsed.set_item(absl::StrJoin(item, ":"));
  parsed.set_quantity_milli(static_cast<uint64_t>(*quantity));
  parsed.set_unit(std::string(parts.back()));
  return parsed;
}

absl::StatusOr<v1::ScoredItem> ParseScoredItem(FlagValue value) {
  const size_t colon = value.text.rfind(':');
  uint32_t points = 0;
  if (colon == std::string_view::npos ||
      !absl::SimpleAtoi(ToAbsl(value.text.substr(colon + 1)), &points)) {
    return FlagError(value, kScoredItemForm);
  }
  v1::ScoredItem item;
  item.set_item(std::string(value.text.substr(0, colon)));
  item.set_points(points);
  return item;
}

}  // namespace workledger

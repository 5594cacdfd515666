#include "engine/log/rocksdb_keys.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/string_view.h"
#include "engine/log/big_endian.h"
#include "engine/log/ledger_name.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr size_t kDigestBytes = sizeof(Digest);

constexpr std::string_view kHeadKeyPrefix = "h";

// Takes a digest off the front of `bytes`, which is long enough.
Digest TakeDigest(std::string_view& bytes) {
  Digest digest;
  std::copy_n(bytes.begin(), kDigestBytes, digest.begin());
  bytes.remove_prefix(kDigestBytes);
  return digest;
}

}  // namespace

std::string LedgerKey(std::string_view ledger) {
  return absl::StrCat(ToAbsl(kLedgerKeyPrefix), ToAbsl(ledger));
}

std::string LedgerValue(const LedgerRow& row) {
  std::string value;
  AppendNumber(row.number, value);
  return value + row.uid;
}

std::optional<LedgerRow> ParseLedgerValue(std::string_view value) {
  if (value.size() != sizeof(uint32_t) + kLedgerUidBytes) return std::nullopt;
  const auto number = TakeNumber<uint32_t>(value);
  return LedgerRow{.number = number, .uid = std::string(value)};
}

std::string HeadKey(uint32_t ledger) {
  std::string key(kHeadKeyPrefix);
  AppendNumber(ledger, key);
  return key;
}

std::string HeadValue(const Head& head) {
  std::string value;
  AppendNumber(head.position, value);
  return value.append(AsBytes(head.chain));
}

std::optional<Head> ParseHeadValue(std::string_view value) {
  if (value.size() != sizeof(uint64_t) + kDigestBytes) return std::nullopt;
  const auto position = TakeNumber<uint64_t>(value);
  return Head{.position = position, .chain = TakeDigest(value)};
}

std::string RecordKey(uint32_t ledger, uint64_t position) {
  std::string key;
  AppendNumber(ledger, key);
  AppendNumber(position, key);
  return key;
}

std::optional<RecordPlace> ParseRecordKey(std::string_view key) {
  if (key.size() != sizeof(uint32_t) + sizeof(uint64_t)) return std::nullopt;
  const auto ledger = TakeNumber<uint32_t>(key);
  return RecordPlace{.ledger = ledger, .position = TakeNumber<uint64_t>(key)};
}

std::optional<RecordView> ParseRecord(std::string_view key,
                                      std::string_view value) {
  const auto place = ParseRecordKey(key);
  if (!place.has_value() || value.size() <= kDigestBytes) return std::nullopt;
  return RecordView{.position = place->position,
                    .bytes = value.substr(0, value.size() - kDigestBytes),
                    .chain = value.substr(value.size() - kDigestBytes)};
}

std::string StreamKey(uint32_t ledger, const StreamId& stream,
                      uint64_t version) {
  static_assert(kStreamKeyBytesMax <= UINT8_MAX);
  WL_CHECK(stream.key.size() <= kStreamKeyBytesMax);
  std::string key;
  key.reserve(sizeof(ledger) + 2 + stream.key.size() + sizeof(version));
  AppendNumber(ledger, key);
  AppendNumber(stream.kind, key);
  // The length keeps the versions of one stream together: no other stream's
  // key can sort between them.
  AppendNumber(static_cast<uint8_t>(stream.key.size()), key);
  key.append(stream.key);
  AppendNumber(version, key);
  return key;
}

std::string StreamValue(uint64_t position) {
  std::string value;
  AppendNumber(position, value);
  return value;
}

std::optional<uint64_t> ParseStreamValue(std::string_view value) {
  if (value.size() != sizeof(uint64_t)) return std::nullopt;
  return TakeNumber<uint64_t>(value);
}

std::string RequestKey(uint32_t ledger, std::string_view request_id) {
  std::string key;
  AppendNumber(ledger, key);
  return key.append(request_id);
}

std::string RequestValue(const RequestOutcome& outcome) {
  std::string value(AsBytes(outcome.payload_hash));
  AppendNumber(outcome.first_position, value);
  AppendNumber(outcome.last_position, value);
  return value;
}

std::optional<RequestOutcome> ParseRequestValue(std::string_view value) {
  if (value.size() != kDigestBytes + 2 * sizeof(uint64_t)) return std::nullopt;
  const Digest payload_hash = TakeDigest(value);
  const auto first = TakeNumber<uint64_t>(value);
  return RequestOutcome{.payload_hash = payload_hash,
                        .first_position = first,
                        .last_position = TakeNumber<uint64_t>(value)};
}

}  // namespace workledger

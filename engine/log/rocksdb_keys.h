#ifndef WORKLEDGER_LOG_ROCKSDB_KEYS_H_
#define WORKLEDGER_LOG_ROCKSDB_KEYS_H_

// Keys and values of the RocksDB log, byte by byte as docs/log_format.md has
// them. Numbers are big-endian, so that byte order is number order. Decoding
// returns nothing for bytes that no encoding gives.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/log/event_log.h"

namespace workledger {

// What the store keeps of a ledger under its name.
struct LedgerRow {
  uint32_t number = 0;  // from 1; stands for the ledger in all other keys
  std::string uid;
};

// Column "default": the store's uid, ledgers by name, heads by number.
inline constexpr std::string_view kStoreUidKey = "s";
inline constexpr std::string_view kLedgerKeyPrefix = "l";
std::string LedgerKey(std::string_view ledger);
std::string LedgerValue(const LedgerRow& row);
std::optional<LedgerRow> ParseLedgerValue(std::string_view value);

std::string HeadKey(uint32_t ledger);
std::string HeadValue(const Head& head);
std::optional<Head> ParseHeadValue(std::string_view value);

// Column "record": the record's bytes and then its chain digest.
struct RecordPlace {
  uint32_t ledger = 0;
  uint64_t position = 0;
};
std::string RecordKey(uint32_t ledger, uint64_t position);
std::optional<RecordPlace> ParseRecordKey(std::string_view key);
std::optional<RecordView> ParseRecord(std::string_view key,
                                      std::string_view value);

// Column "stream": the position of each version.
std::string StreamKey(uint32_t ledger, const StreamId& stream,
                      uint64_t version);
std::string StreamValue(uint64_t position);
std::optional<uint64_t> ParseStreamValue(std::string_view value);

// Column "request": what became of each request.
std::string RequestKey(uint32_t ledger, std::string_view request_id);
std::string RequestValue(const RequestOutcome& outcome);
std::optional<RequestOutcome> ParseRequestValue(std::string_view value);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_KEYS_H_

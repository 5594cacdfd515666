// The worked example of docs/log_format.md, computed again. A change of these
// bytes is a change of what is stored for ever.

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/base/digest.h"
#include "engine/log/event_log.h"
#include "engine/log/rocksdb_keys.h"
#include "gtest/gtest.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/export.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {
namespace {

constexpr uint32_t kLedgerNumber = 1;

std::string Bytes(std::string_view hex) {
  return absl::HexStringToBytes(std::string(hex));
}

std::string Uid() { return Bytes("000102030405060708090a0b0c0d0e0f"); }

std::string ExampleRecord() {
  v1::Event event;
  event.mutable_ledger_created()->set_ledger("east-campus");
  event.mutable_ledger_created()->set_clock(v1::LEDGER_CLOCK_WALL);
  v1::Record record;
  record.set_ledger_uid(Uid());
  record.set_position(1);
  record.mutable_stream()->set_kind(v1::STREAM_KIND_LEDGER);
  record.set_version(1);
  record.set_first_position(1);
  record.set_last_position(1);
  record.set_event_type(v1::Event::kLedgerCreatedFieldNumber);
  record.mutable_occur_time()->set_seconds(1700000000);
  record.mutable_record_time()->set_seconds(1700000000);
  record.mutable_actor()->set_principal("admin");
  record.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
  record.mutable_actor()->set_assurance(v1::ASSURANCE_ASSERTED);
  record.set_request_id("create-east");
  record.set_payload(event.SerializeAsString());
  return record.SerializeAsString();
}

Digest ExampleChain() { return ChainNext(ChainStart(Uid()), ExampleRecord()); }

// Whether the document shows `bytes` as hex; spaces and line ends do not count.
testing::AssertionResult Documented(std::string_view bytes) {
  std::ifstream file(WORKLEDGER_DOCS "/log_format.md");
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  const std::string hex = ToHex(bytes);
  if (text.find(hex) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "docs/log_format.md lacks " << hex;
}

TEST(LogFormatTest, RecordIsAsDocumented) {
  EXPECT_TRUE(Documented(ExampleRecord()));
}

TEST(LogFormatTest, ChainIsAsDocumented) {
  EXPECT_TRUE(Documented(AsBytes(ChainStart(Uid()))));
  EXPECT_TRUE(Documented(AsBytes(ExampleChain())));
}

TEST(LogFormatTest, LedgerRowIsAsDocumented) {
  const LedgerRow row = {.number = kLedgerNumber, .uid = Uid()};
  EXPECT_TRUE(Documented(LedgerKey("east-campus")));
  EXPECT_TRUE(Documented(LedgerValue(row)));
  const auto parsed = ParseLedgerValue(LedgerValue(row));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->number, row.number);
  EXPECT_EQ(parsed->uid, row.uid);
}

TEST(LogFormatTest, HeadRowIsAsDocumented) {
  const Head head = {.position = 1, .chain = ExampleChain()};
  EXPECT_TRUE(Documented(HeadKey(kLedgerNumber)));
  EXPECT_TRUE(Documented(HeadValue(head)));
  EXPECT_EQ(ParseHeadValue(HeadValue(head)), head);
}

TEST(LogFormatTest, RecordRowIsAsDocumented) {
  const std::string key = RecordKey(kLedgerNumber, 1);
  const std::string value =
      ExampleRecord() + std::string(AsBytes(ExampleChain()));
  EXPECT_TRUE(Documented(key));
  const auto parsed = ParseRecord(key, value);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->position, 1);
  EXPECT_EQ(parsed->bytes, ExampleRecord());
  EXPECT_EQ(parsed->chain, AsBytes(ExampleChain()));
}

TEST(LogFormatTest, StreamRowIsAsDocumented) {
  EXPECT_TRUE(Documented(StreamKey(
      kLedgerNumber, {.kind = v1::STREAM_KIND_LEDGER, .key = ""}, 1)));
  EXPECT_TRUE(Documented(StreamKey(
      kLedgerNumber, {.kind = v1::STREAM_KIND_TICKET, .key = "r-1042"}, 3)));
  EXPECT_TRUE(Documented(StreamValue(1)));
  EXPECT_EQ(ParseStreamValue(StreamValue(1)), 1);
}

TEST(LogFormatTest, RequestRowIsAsDocumented) {
  const RequestOutcome outcome = {.payload_hash = Sha256({"command"}),
                                  .first_position = 1,
                                  .last_position = 1};
  EXPECT_TRUE(Documented(RequestKey(kLedgerNumber, "create-east")));
  EXPECT_TRUE(Documented(RequestValue(outcome)));
  const auto parsed = ParseRequestValue(RequestValue(outcome));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->payload_hash, outcome.payload_hash);
  EXPECT_EQ(parsed->first_position, outcome.first_position);
  EXPECT_EQ(parsed->last_position, outcome.last_position);
}

TEST(LogFormatTest, NumbersSortAsBytes) {
  EXPECT_EQ(RecordKey(0x01020304, 0x05060708090a0b0c),
            Bytes("0102030405060708090a0b0c"));
  EXPECT_LT(RecordKey(1, UINT64_MAX), RecordKey(2, 1));
  EXPECT_LT(RecordKey(1, 255), RecordKey(1, 256));
}

TEST(LogFormatTest, StreamsDoNotMix) {
  const StreamId a = {.kind = 2, .key = "a"};
  const StreamId longer = {.kind = 2, .key = std::string("a\0", 2)};
  EXPECT_LT(StreamKey(1, a, UINT64_MAX), StreamKey(1, longer, 1));
}

TEST(LogFormatTest, OtherBytesAreRefused) {
  EXPECT_FALSE(ParseLedgerValue(std::string(19, 'x')).has_value());
  EXPECT_FALSE(ParseLedgerValue(std::string(21, 'x')).has_value());
  EXPECT_FALSE(ParseHeadValue(std::string(39, 'x')).has_value());
  EXPECT_FALSE(ParseHeadValue(std::string(41, 'x')).has_value());
  EXPECT_FALSE(ParseRecord(RecordKey(1, 1), std::string(32, 'x')).has_value());
  EXPECT_FALSE(ParseRecord("short", std::string(33, 'x')).has_value());
  EXPECT_FALSE(ParseStreamValue(std::string(7, 'x')).has_value());
  EXPECT_FALSE(ParseStreamValue(std::string(9, 'x')).has_value());
  EXPECT_FALSE(ParseRequestValue(std::string(47, 'x')).has_value());
  EXPECT_FALSE(ParseRequestValue(std::string(49, 'x')).has_value());
}

// One frame of an export file: the varint length of the message before it.
TEST(LogFormatTest, ExportFrameIsAsDocumented) {
  v1::ExportFrame trailer;
  trailer.mutable_trailer()->set_last_position(1);
  trailer.mutable_trailer()->set_chain(AsBytes(ExampleChain()).data(),
                                       sizeof(Digest));
  const std::string message = trailer.SerializeAsString();
  ASSERT_LT(message.size(), 128);  // so that its length is one byte
  EXPECT_TRUE(Documented(static_cast<char>(message.size()) + message));
}

}  // namespace
}  // namespace workledger

#include "tools/workledger/decoded_record.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

v1::StoredRecord Stored(const std::string& payload) {
  v1::Record record;
  record.set_ledger_uid("\x01\x02");
  record.set_position(7);
  record.set_version(2);
  record.set_event_type(v1::Event::kWorkReturnedFieldNumber);
  record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  record.mutable_stream()->set_key("r-1");
  record.mutable_actor()->set_principal("tech-1");
  record.mutable_occur_time()->set_seconds(0);
  record.set_payload(payload);
  v1::StoredRecord stored;
  stored.set_record(record.SerializeAsString());
  stored.set_chain("\xab\xcd");
  return stored;
}

v1::StoredRecord Returned() {
  v1::Event event;
  event.mutable_work_returned()->set_reason("人手不足");
  return Stored(event.SerializeAsString());
}

TEST(DecodedRecordTest, PrintsOneJsonObjectOnOneLine) {
  const auto decoded = DecodeRecord(Returned());
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(RecordJson(*decoded),
            R"({"position":"7","stream":{"kind":"STREAM_KIND_TICKET",)"
            R"("key":"r-1"},"version":"2","event_type":29,)"
            R"("occur_time":"1970-01-01T00:00:00Z",)"
            R"("actor":{"principal":"tech-1"},)"
            R"("ledger_uid":"0102","chain":"abcd",)"
            R"("event":{"work_returned":{"reason":"人手不足"}}})");
}

TEST(DecodedRecordTest, PrintsALineForPeople) {
  const auto decoded = DecodeRecord(Returned());
  ASSERT_THAT(decoded, IsOk());
  EXPECT_EQ(RecordLine(*decoded, absl::UTCTimeZone()),
            "        7  1970-01-01 00:00:00  r-1                  2  "
            "work-returned          tech-1            "
            R"({"reason":"人手不足"})");
}

TEST(DecodedRecordTest, NamesBytesThatAreNoRecord) {
  v1::StoredRecord stored;
  stored.set_record("\xff");
  EXPECT_THAT(DecodeRecord(stored), FailsWith(absl::StatusCode::kDataLoss,
                                              v1::ERROR_REASON_RECORD_CORRUPT));
  EXPECT_THAT(
      DecodeRecord(Stored("\xff")),
      FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT));
}

TEST(DecodedRecordTest, NamesAnEventThatItDoesNotKnow) {
  // Field 999 of type bytes, empty.
  EXPECT_THAT(DecodeRecord(Stored(std::string("\xba\x3e\x00", 3))),
              FailsWith(absl::StatusCode::kDataLoss,
                        v1::ERROR_REASON_EVENT_TYPE_UNKNOWN));
}

}  // namespace
}  // namespace workledger

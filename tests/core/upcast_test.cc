#include "engine/core/upcast.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

v1::Record RecordOf(uint32_t event_type, std::string payload) {
  v1::Record record;
  record.set_position(3);
  record.set_event_type(event_type);
  record.set_payload(std::move(payload));
  return record;
}

void ExpectLost(const v1::Record& record, v1::ErrorReason reason) {
  v1::Event event;
  const absl::Status status = Upcast(record, event);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_EQ(ReasonOf(status), reason) << status;
}

TEST(UpcastTest, ParsesEveryEventType) {
  for (const v1::Event& sample : SampleEvents()) {
    v1::Event event;
    ASSERT_TRUE(
        Upcast(RecordOf(EventTypeOf(sample), sample.SerializeAsString()), event)
            .ok());
    EXPECT_EQ(event.body_case(), sample.body_case());
  }
}

TEST(UpcastTest, StepsThatWereOnlyNamedAreMandatory) {
  for (const std::string body : {"ticket_accepted", "work_started"}) {
    const v1::Event old = Happened(body + " { procedure: 'p' steps: 's' }");
    v1::Event event;
    ASSERT_TRUE(
        Upcast(RecordOf(EventTypeOf(old), old.SerializeAsString()), event)
            .ok());
    EXPECT_EQ(event.ShortDebugString(),
              Happened(body + " { procedure: 'p' steps: 's' pinned_steps { "
                              "step: 's' mandatory: true } }")
                  .ShortDebugString());
  }
}

TEST(UpcastTest, EventTypeIsTheFieldNumber) {
  EXPECT_EQ(EventTypeOf(Happened("ticket_reported {}")), 20u);
  EXPECT_EQ(EventTypeOf(Happened("time_advanced {}")), 81u);
}

TEST(UpcastTest, RefusesAPayloadThatDoesNotParse) {
  ExpectLost(RecordOf(20, "\x07"), v1::ERROR_REASON_RECORD_CORRUPT);
}

TEST(UpcastTest, RefusesAPayloadWithoutBody) {
  ExpectLost(RecordOf(20, ""), v1::ERROR_REASON_RECORD_CORRUPT);
}

TEST(UpcastTest, RefusesAnotherBodyThanTheEnvelopeSays) {
  ExpectLost(RecordOf(20, Happened("time_advanced {}").SerializeAsString()),
             v1::ERROR_REASON_RECORD_CORRUPT);
}

TEST(UpcastTest, RefusesEventsOfANewerProgram) {
  // Field 99 with an empty message.
  ExpectLost(RecordOf(99, std::string("\x9a\x06\x00", 3)),
             v1::ERROR_REASON_EVENT_TYPE_UNKNOWN);
  ExpectLost(RecordOf(0, ""), v1::ERROR_REASON_EVENT_TYPE_UNKNOWN);
}

TEST(UpcastTest, ParsesRecords) {
  v1::Record record;
  ASSERT_TRUE(ParseRecord(RecordOf(20, "x").SerializeAsString(), record).ok());
  EXPECT_EQ(record.position(), 3u);
  // What was there before is gone.
  ASSERT_TRUE(ParseRecord("", record).ok());
  EXPECT_EQ(record.position(), 0u);
}

TEST(UpcastTest, RefusesBytesThatAreNoRecord) {
  v1::Record record;
  const absl::Status status = ParseRecord("\x07", record);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RECORD_CORRUPT);
}

}  // namespace
}  // namespace workledger

// What a verification finds in the log: records that are missing or other, and
// envelopes that do not fit.

#include <string>

#include "tests/replay/verify_fixture.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

// A log that tells other things than the one under it.
class TamperedLog final : public EventLog {
 public:
  explicit TamperedLog(const EventLog& log) : log_(log) {}

  // Leaves this record out.
  uint64_t missing = 0;
  // Cannot read this record.
  uint64_t unreadable = 0;
  // Tells another chain digest for this record.
  uint64_t broken = 0;
  // Forgets this request.
  std::string forgotten;
  // Says that the head is further by this many records.
  uint64_t ahead = 0;
  bool other_head = false;

  const std::string& Uid() const override { return log_.Uid(); }
  absl::StatusOr<Head> Append(const Head&,
                              std::span<const Transaction>) override {
    return absl::UnimplementedError("read only");
  }
  absl::Status Read(uint64_t from, const RecordVisitor& visit) const override {
    bool damaged = false;
    const absl::Status status = log_.Read(from, [&](RecordView view) {
      damaged = view.position == unreadable;
      if (damaged) return false;
      if (view.position == missing) return true;
      const std::string other(32, 'x');
      if (view.position == broken) view.chain = other;
      return visit(view);
    });
    if (!damaged) return status;
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT, "record is damaged");
  }
  absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                          const RecordVisitor& visit) const override {
    return log_.ReadStream(stream, from_version, visit);
  }
  absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
      std::string_view request_id) const override {
    if (request_id == forgotten) return std::nullopt;
    return log_.FindRequest(request_id);
  }
  Head GetHead() const override {
    Head head = log_.GetHead();
    head.position += ahead;
    if (other_head) ++head.chain[0];
    return head;
  }
  Head WaitForHead(uint64_t, absl::Duration) const override {
    return GetHead();
  }

 private:
  const EventLog& log_;
};

TEST_F(VerifyTest, FindsAMissingRecord) {
  Fill();
  TamperedLog log(log_);
  log.missing = 40;
  EXPECT_THAT(Verify(log).violations(),
              IsSupersetOf({Violates("density", 41, "want 40"),
                            Violates("chain", 41, "chain"),
                            Violates("view", 100, "not checked")}));
}

TEST_F(VerifyTest, FindsARecordThatCannotBeRead) {
  Fill();
  TamperedLog log(log_);
  log.unreadable = 40;
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("density", 40, "record is damaged"),
                          Violates("view", 100, "not checked")));
}

TEST_F(VerifyTest, FindsALogThatEndsTooEarly) {
  Fill();
  TamperedLog log(log_);
  log.ahead = 1;
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("density", 100, "want 101")));
}

TEST_F(VerifyTest, FindsABrokenChain) {
  Fill();
  TamperedLog log(log_);
  log.broken = 40;
  EXPECT_THAT(Verify(log).violations(), ElementsAre(Violates("chain", 40, ""),
                                                    Violates("chain", 41, "")));
}

TEST_F(VerifyTest, FindsAChainThatDoesNotEndAtTheHead) {
  Fill();
  TamperedLog log(log_);
  log.other_head = true;
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("chain", 100, "head")));
}

TEST_F(VerifyTest, FindsARequestThatTheLogForgot) {
  Fill();
  TamperedLog log(log_);
  log.forgotten = "r-40";
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("envelope", 40, "request_id")));
}

TEST_F(VerifyTest, FindsAStreamWhoseVersionsSkip) {
  Fill();
  v1::Record record = NextRecord();
  record.set_version(2);
  history_.AddRecord(record);
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("version", 101, "got version 2 after 0")));
}

TEST_F(VerifyTest, FindsBytesThatAreNoRecord) {
  Fill();
  history_.AddBytes({.kind = 2, .key = "bad"}, "\xff");
  EXPECT_THAT(Verify(log_).violations(),
              Contains(Violates("envelope", 101, "record")));
}

TEST_F(VerifyTest, FindsPayloadsThatAreNoEvent) {
  Fill();
  v1::Record unknown = NextRecord();
  unknown.set_event_type(9999);
  history_.AddRecord(unknown);
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("payload", 101, "9999")));
}

TEST_F(VerifyTest, FindsEnvelopesThatDoNotFit) {
  Fill();
  struct Case {
    const char* detail;
    void (*change)(v1::Record&);
  };
  const Case cases[] = {
      {"ledger_uid", [](v1::Record& r) { r.set_ledger_uid("x"); }},
      {"position", [](v1::Record& r) { r.set_position(1); }},
      {"transaction", [](v1::Record& r) { r.set_first_position(1); }},
      {"record_time", [](v1::Record& r) { r.clear_record_time(); }},
      {"request_id", [](v1::Record& r) { r.clear_request_id(); }},
  };
  uint64_t position = 100;
  for (const Case& c : cases) {
    v1::Record record = NextRecord();
    c.change(record);
    history_.AddRecord(record);
    EXPECT_THAT(Verify(log_).violations(),
                Contains(Violates("envelope", ++position, c.detail)));
  }
}

TEST_F(VerifyTest, FindsATransactionThatIsCutOff) {
  Fill();
  v1::Record record = NextRecord();
  record.set_last_position(102);
  history_.AddRecord(record);
  EXPECT_THAT(Verify(log_).violations(),
              Contains(Violates("envelope", 101, "cut off")));
}

}  // namespace
}  // namespace workledger

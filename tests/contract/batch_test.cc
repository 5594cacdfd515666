// Append: batches that break a limit or the rules of a transaction.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/contract/log_contract.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

class LogBatchTest : public LogContract {
 protected:
  // Nothing of a refused batch may stay.
  void TearDown() override {
    const auto rows = ReadChecked(log());
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), records_);
  }

  void ExpectTaken(const std::vector<Transaction>& batch) {
    for (const Transaction& transaction : batch) {
      records_ += transaction.records.size();
    }
    EXPECT_THAT(AppendNext(log(), batch), IsOk());
  }

  void ExpectInvalid(const std::vector<Transaction>& batch,
                     v1::ErrorReason reason, const std::string& field) {
    EXPECT_THAT(AppendNext(log(), batch), FailsAtField(reason, field));
  }

  void ExpectTooLarge(const std::vector<Transaction>& batch) {
    EXPECT_THAT(AppendNext(log(), batch),
                FailsWith(absl::StatusCode::kResourceExhausted,
                          v1::ERROR_REASON_BATCH_TOO_LARGE));
  }

 private:
  size_t records_ = 0;
};

INSTANTIATE_TEST_SUITE_P(All, LogBatchTest,
                         testing::ValuesIn(Implementations()), NameOf);

TEST_P(LogBatchTest, WantsATransaction) {
  ExpectInvalid({}, v1::ERROR_REASON_FIELD_REQUIRED, "batch");
}

TEST_P(LogBatchTest, WantsARequestAndARecordInEachTransaction) {
  Transaction no_request = TransactionOf("r", {RecordOf("t", 1)});
  no_request.requests.clear();
  ExpectInvalid({no_request}, v1::ERROR_REASON_FIELD_REQUIRED, "requests");
  ExpectInvalid({TransactionOf("r", {})}, v1::ERROR_REASON_FIELD_REQUIRED,
                "records");
}

TEST_P(LogBatchTest, BoundsTheTransactions) {
  std::vector<Transaction> batch;
  for (size_t i = 0; i <= kAppendTransactionsMax; ++i) {
    const std::string name = std::to_string(i);
    batch.push_back(TransactionOf(name, {RecordOf(name, 1)}));
  }
  ExpectTooLarge(batch);
  batch.pop_back();
  ExpectTaken(batch);
}

TEST_P(LogBatchTest, BoundsTheBytes) {
  constexpr size_t kFullRecords = kAppendBytesMax / kRecordBytesMax;
  static_assert(kFullRecords * kRecordBytesMax == kAppendBytesMax);
  const std::string full(kRecordBytesMax, 'x');
  std::vector<NewRecord> records;
  for (size_t i = 1; i <= kFullRecords; ++i) {
    records.push_back(RecordOf("t", i, full));
  }
  std::vector<Transaction> batch = {
      TransactionOf("r", records),
      TransactionOf("s", {RecordOf("t", kFullRecords + 1, "x")})};
  ExpectTooLarge(batch);
  batch.pop_back();
  ExpectTaken(batch);
}

TEST_P(LogBatchTest, BoundsTheRequestId) {
  ExpectInvalid({TransactionOf("", {RecordOf("t", 1)})},
                v1::ERROR_REASON_FIELD_REQUIRED, "requests.id");
  const std::string longest(kRequestIdBytesMax, 'r');
  ExpectInvalid({TransactionOf(longest + "r", {RecordOf("t", 1)})},
                v1::ERROR_REASON_FIELD_TOO_LONG, "requests.id");
  ExpectTaken({TransactionOf(longest, {RecordOf("t", 1)}),
               TransactionOf("r", {RecordOf("t", 2)})});
}

TEST_P(LogBatchTest, BoundsTheStreamKey) {
  const std::string longest(kStreamKeyBytesMax, 'k');
  ExpectInvalid({TransactionOf("r", {RecordOf(longest + "k", 1)})},
                v1::ERROR_REASON_FIELD_TOO_LONG, "records.stream.key");
  ExpectTaken({TransactionOf("r", {RecordOf(longest, 1), RecordOf("", 1)})});
}

TEST_P(LogBatchTest, BoundsTheRecord) {
  ExpectInvalid({TransactionOf("r", {RecordOf("t", 1, "")})},
                v1::ERROR_REASON_FIELD_REQUIRED, "records.bytes");
  const std::string largest(kRecordBytesMax, 'x');
  ExpectInvalid({TransactionOf("r", {RecordOf("t", 1, largest + "x")})},
                v1::ERROR_REASON_FIELD_TOO_LONG, "records.bytes");
  ExpectTaken(
      {TransactionOf("r", {RecordOf("t", 1, largest), RecordOf("t", 2, "x")})});
}

TEST_P(LogBatchTest, WantsEachRecordToBelongToOneRequest) {
  for (const size_t count : {size_t{0}, size_t{1}, size_t{3}, SIZE_MAX}) {
    Transaction transaction =
        TransactionOf("r", {RecordOf("t", 1), RecordOf("t", 2)});
    transaction.requests[0].record_count = count;
    ExpectInvalid({transaction}, v1::ERROR_REASON_FIELD_INVALID,
                  "requests.record_count");
  }
  Transaction claimed_twice = TransactionOf("r", {RecordOf("t", 1)});
  claimed_twice.requests.push_back({.id = "s", .record_count = 1});
  ExpectInvalid({claimed_twice}, v1::ERROR_REASON_FIELD_INVALID,
                "requests.record_count");
}

TEST_P(LogBatchTest, WantsEachRequestOnce) {
  ExpectInvalid({TransactionOf("r", {RecordOf("t", 1)}),
                 TransactionOf("r", {RecordOf("u", 1)})},
                v1::ERROR_REASON_FIELD_INVALID, "requests.id");
}

TEST_P(LogBatchTest, WantsVersionsOfAStreamToFollowEachOther) {
  for (const uint64_t version : {0, 1, 3}) {
    ExpectInvalid({TransactionOf("r", {RecordOf("t", 1)}),
                   TransactionOf("s", {RecordOf("t", version)})},
                  v1::ERROR_REASON_FIELD_INVALID, "records.version");
  }
  ExpectInvalid({TransactionOf("r", {RecordOf("t", 0)})},
                v1::ERROR_REASON_FIELD_INVALID, "records.version");
}

}  // namespace
}  // namespace workledger

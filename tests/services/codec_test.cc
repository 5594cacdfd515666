#include "services/codec.h"

#include <string>

#include "grpcpp/support/slice.h"
#include "gtest/gtest.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/command_service.pb.h"

namespace workledger {
namespace {

absl::Status DecodeBatch(const std::string& bytes,
                         v1::BatchExecuteRequest& request,
                         size_t bytes_max = kBatchExecuteBytesMax) {
  // In pieces, as the network may deliver it.
  const grpc::Slice slices[] = {grpc::Slice(bytes.substr(0, bytes.size() / 2)),
                                grpc::Slice(bytes.substr(bytes.size() / 2))};
  return Decode(grpc::ByteBuffer(slices, 2), bytes_max, request);
}

v1::BatchExecuteRequest TwoReports() {
  v1::BatchExecuteRequest request;
  request.set_ledger("bureau");
  for (const char* id : {"a", "b"}) {
    v1::Command& command = *request.add_commands();
    command.set_request_id(id);
    command.mutable_report()->mutable_text()->set_clear("漏水");
  }
  return request;
}

void ExpectRefused(const std::string& bytes, v1::ErrorReason reason,
                   const std::string& field) {
  v1::BatchExecuteRequest request;
  const absl::Status status = DecodeBatch(bytes, request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const v1::Error error = ErrorOf(status);
  EXPECT_EQ(error.reason(), reason);
  EXPECT_EQ(error.field(), field);
}

TEST(CodecTest, ReadsWhatItWrote) {
  grpc::ByteBuffer bytes;
  Encode(TwoReports(), bytes);
  v1::BatchExecuteRequest request;
  ASSERT_TRUE(Decode(bytes, kBatchExecuteBytesMax, request).ok());
  EXPECT_EQ(request.SerializeAsString(), TwoReports().SerializeAsString());
}

TEST(CodecTest, ReadsAndWritesAnEmptyMessage) {
  grpc::ByteBuffer bytes;
  Encode(v1::BatchExecuteRequest(), bytes);
  EXPECT_EQ(bytes.Length(), 0u);
  v1::BatchExecuteRequest request;
  EXPECT_TRUE(Decode(bytes, kBatchExecuteBytesMax, request).ok());
}

TEST(CodecTest, RefusesAMessageOverItsLimit) {
  const std::string bytes = TwoReports().SerializeAsString();
  v1::BatchExecuteRequest request;
  EXPECT_TRUE(DecodeBatch(bytes, request, bytes.size()).ok());
  const absl::Status status = DecodeBatch(bytes, request, bytes.size() - 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_MESSAGE_TOO_LARGE);
}

TEST(CodecTest, RefusesBytesThatAreNoMessage) {
  ExpectRefused("\xff\xff\xff", v1::ERROR_REASON_FIELD_INVALID, "");
}

TEST(CodecTest, NamesTheMessageThatIsCutOff) {
  // commands { report { text { clear: 9 bytes that are not there } } }
  ExpectRefused("\x12\x07\xa2\x01\x04\x4a\x02\x12\x09",
                v1::ERROR_REASON_FIELD_INVALID, "commands[0].report.text");
}

TEST(CodecTest, NamesTheFieldThatIsNotUtf8) {
  std::string bytes = TwoReports().SerializeAsString();
  // The second report's text; both are three bytes a character.
  bytes[bytes.rfind("水")] = '\x80';
  ExpectRefused(bytes, v1::ERROR_REASON_FIELD_NOT_UTF8,
                "commands[1].report.text.clear");
}

TEST(CodecTest, NamesAFieldNumberThatTheSchemaDoesNotHave) {
  v1::BatchExecuteRequest request = TwoReports();
  ExpectRefused(request.SerializeAsString() + "\xf8\x3e\x01",
                v1::ERROR_REASON_FIELD_UNKNOWN, "1007");
  v1::Report& report = *request.mutable_commands(1)->mutable_report();
  report.GetReflection()->MutableUnknownFields(&report)->AddVarint(99, 1);
  ExpectRefused(request.SerializeAsString(), v1::ERROR_REASON_FIELD_UNKNOWN,
                "commands[1].report.99");
}

TEST(CodecTest, RefusesNestingWithoutEnd) {
  // Groups of an unknown field, each in the one before.
  ExpectRefused(std::string(500, '\x7b'), v1::ERROR_REASON_FIELD_INVALID, "");
}

}  // namespace
}  // namespace workledger

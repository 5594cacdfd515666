// The golden log: days that the simulated year of seed 1 once told, as they
// were stored. Whatever the program becomes, it reads them, they prove
// themselves, and they add up to what they did.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "engine/base/digest.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "google/protobuf/util/delimited_message_util.h"
#include "tests/support/child_process.h"
#include "workledger/v1/export.pb.h"
#include "workledger/v1/fold.pb.h"

namespace workledger {
namespace {

// Of all folds in the order of their streams, in text format. It changes when
// the same events fold to something else, which they must not: only what a fold
// did not keep before may come to it.
constexpr char kFoldHash[] =
    "af4aca7c67818e493e0ccfed538a3ba4c266090eda63a5118a36767af2ecec1f";

TEST(GoldenLogTest, ProvesItself) {
  const auto verified =
      RunToEnd({WORKLEDGER, "verify", "--export", WORKLEDGER_GOLDEN_LOG});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->exit_code, 0) << verified->output;
}

TEST(GoldenLogTest, FoldsToWhatItDid) {
  std::ifstream file(WORKLEDGER_GOLDEN_LOG, std::ios::binary);
  google::protobuf::io::IstreamInputStream stream(&file);
  std::map<std::pair<int, std::string>, v1::Fold> folds;
  v1::ExportFrame frame;
  uint64_t records = 0;
  bool clean_end = false;
  while (google::protobuf::util::ParseDelimitedFromZeroCopyStream(
      &frame, &stream, &clean_end)) {
    if (!frame.has_record()) continue;
    v1::Record record;
    v1::Event event;
    ASSERT_TRUE(ParseRecord(frame.record().record(), record).ok());
    ASSERT_TRUE(Upcast(record, event).ok());
    EvolveFold(folds[{record.stream().kind(), record.stream().key()}], record,
               event);
    ++records;
  }
  EXPECT_TRUE(clean_end);
  EXPECT_GT(records, 1000u);
  std::string text;
  for (const auto& [name, fold] : folds) {
    text += fold.ShortDebugString() + '\n';
  }
  EXPECT_EQ(ToHex(AsBytes(Sha256({text}))), kFoldHash);
}

}  // namespace
}  // namespace workledger

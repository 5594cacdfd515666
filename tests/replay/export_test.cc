#include "workledger/export.h"

#include <memory>
#include <random>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

const auto kNoExport = FailsWith(absl::StatusCode::kInvalidArgument,
                                 v1::ERROR_REASON_FIELD_INVALID);
const auto kCorrupt =
    FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT);
const auto kChainBroken =
    FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_CHAIN_BROKEN);

// The frames of an export of records `first` to `last`.
std::vector<v1::ExportFrame> Frames(const EventLog& log, uint64_t first,
                                    uint64_t last) {
  std::vector<v1::ExportFrame> frames(1);
  v1::ExportHeader& header = *frames[0].mutable_header();
  header.set_format(1);
  header.set_ledger("east");
  header.set_ledger_uid(log.Uid());
  header.set_first_position(first);
  std::string chain(AsBytes(ChainStart(log.Uid())));
  EXPECT_THAT(log.Read(1,
                       [&](const RecordView& view) {
                         if (view.position > last) return false;
                         if (view.position == first)
                           header.set_previous_chain(chain);
                         chain = view.chain;
                         if (view.position < first) return true;
                         v1::StoredRecord& record =
                             *frames.emplace_back().mutable_record();
                         record.set_record(view.bytes.data(),
                                           view.bytes.size());
                         record.set_chain(chain);
                         return true;
                       }),
              IsOk());
  if (last < first) header.set_previous_chain(chain);
  v1::ExportTrailer& trailer = *frames.emplace_back().mutable_trailer();
  trailer.set_last_position(last);
  trailer.set_chain(chain);
  return frames;
}

std::string Bytes(const std::vector<v1::ExportFrame>& frames) {
  std::ostringstream out;
  for (const v1::ExportFrame& frame : frames) {
    EXPECT_THAT(WriteExportFrame(frame, out), IsOk());
  }
  return out.str();
}

absl::StatusOr<ExportSummary> VerifyBytes(const std::string& bytes) {
  std::istringstream in(bytes);
  return VerifyExport(in);
}

absl::StatusOr<ExportSummary> VerifyFrames(
    const std::vector<v1::ExportFrame>& frames) {
  return VerifyBytes(Bytes(frames));
}

class ExportTest : public testing::Test {
 protected:
  ExportTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_) {
    std::mt19937 random(1);
    history_.Create("east");
    history_.AddRandom(199, 20, random);
  }

  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
};

TEST_F(ExportTest, ProvesAndFoldsAWholeLedger) {
  const auto summary = VerifyFrames(Frames(log_, 1, 200));
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->header.ledger(), "east");
  EXPECT_EQ(summary->records, 200);
  EXPECT_EQ(summary->trailer.last_position(), 200);
  EXPECT_EQ(summary->trailer.chain(), AsBytes(log_.GetHead().chain));

  const TempDir directory;
  const auto store = ViewStore::Open((directory.path() / "views").string());
  ASSERT_THAT(store, IsOk());
  const auto view = LedgerView::Open(**store, log_);
  ASSERT_THAT(view, IsOk());
  ASSERT_THAT((*view)->Advance(), IsOk());
  EXPECT_EQ(summary->tickets.DebugString(),
            (*view)->Summarize()->DebugString());
}

TEST_F(ExportTest, ProvesARangeWithoutFoldingIt) {
  const auto summary = VerifyFrames(Frames(log_, 50, 120));
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->records, 71);
  EXPECT_EQ(summary->tickets.DebugString(), "");
}

TEST_F(ExportTest, TakesARangeOfNothing) {
  const auto summary = VerifyFrames(Frames(log_, 201, 200));
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->records, 0);
}

TEST_F(ExportTest, RefusesAnEmptyFileAndOtherFiles) {
  EXPECT_THAT(VerifyBytes(""), kNoExport);
  EXPECT_THAT(VerifyBytes("ticket,state\n1,New\n"), kNoExport);
  EXPECT_THAT(VerifyBytes(std::string(1000, '\xff')), kNoExport);
}

TEST_F(ExportTest, RefusesEveryFlippedBit) {
  const std::string good = Bytes(Frames(log_, 1, 5));
  ASSERT_THAT(VerifyBytes(good), IsOk());
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      EXPECT_THAT(VerifyBytes(bad), AnyOf(kNoExport, kCorrupt, kChainBroken))
          << "byte " << i << ", bit " << bit;
    }
  }
}

TEST_F(ExportTest, RefusesAFileCutOffAnywhere) {
  const std::string good = Bytes(Frames(log_, 1, 5));
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_THAT(VerifyBytes(good.substr(0, size)), AnyOf(kNoExport, kCorrupt))
        << size << " bytes";
  }
  EXPECT_THAT(VerifyBytes(good + '\0'), kCorrupt);
}

TEST_F(ExportTest, NamesThePositionThatIsAtFault) {
  auto frames = Frames(log_, 1, 20);
  frames.erase(frames.begin() + 10);
  const auto summary = VerifyFrames(frames);
  EXPECT_THAT(summary, kChainBroken);
  EXPECT_THAT(std::string(summary.status().message()),
              HasSubstr("position 10:"));
}

TEST_F(ExportTest, RefusesHeadersThatDoNotFit) {
  const auto good = Frames(log_, 1, 3);
  auto frames = good;
  frames[0].mutable_header()->set_format(2);
  EXPECT_THAT(VerifyFrames(frames), kNoExport);
  frames = good;
  frames[0].mutable_header()->set_first_position(0);
  EXPECT_THAT(VerifyFrames(frames), kNoExport);
  frames = good;
  frames[0].mutable_header()->set_previous_chain("short");
  EXPECT_THAT(VerifyFrames(frames), kNoExport);
  frames = good;
  frames[0].mutable_header()->set_ledger("west");
  EXPECT_THAT(VerifyFrames(frames), kCorrupt);
  frames = good;
  frames[0].mutable_header()->set_ledger_uid(std::string(16, 'x'));
  EXPECT_THAT(VerifyFrames(frames), kChainBroken);
  frames = good;
  frames.insert(frames.begin() + 1, frames[0]);
  EXPECT_THAT(VerifyFrames(frames), kCorrupt);
  frames = good;
  frames.erase(frames.begin());
  EXPECT_THAT(VerifyFrames(frames), kNoExport);
}

TEST_F(ExportTest, RefusesATrailerOfAnotherEnd) {
  const auto good = Frames(log_, 1, 3);
  auto frames = good;
  frames.back().mutable_trailer()->set_last_position(4);
  EXPECT_THAT(VerifyFrames(frames), kCorrupt);
  frames = good;
  frames.back().mutable_trailer()->set_chain(std::string(32, 'x'));
  EXPECT_THAT(VerifyFrames(frames), kCorrupt);
}

TEST_F(ExportTest, RefusesRecordsThatTheChainCoversButNoLogHolds) {
  v1::Record record;
  record.set_ledger_uid(log_.Uid());
  record.set_position(201);
  record.set_first_position(201);
  record.set_last_position(201);
  record.set_version(1);
  record.set_request_id("r-201");
  *record.mutable_record_time() =
      history_.NextRecord({}, Reported({}), {}).record_time();
  record.set_event_type(9999);
  history_.AddRecord(record);
  EXPECT_THAT(VerifyFrames(Frames(log_, 1, 201)), kCorrupt);
  EXPECT_THAT(VerifyFrames(Frames(log_, 1, 200)), IsOk());
}

TEST_F(ExportTest, TakesARecordOfTheLargestSize) {
  v1::Record record;
  record = history_.NextRecord({}, Reported({}), {});
  record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  record.mutable_stream()->set_key("large");
  const size_t spare = kRecordBytesMax - record.ByteSizeLong();
  record.set_trace_parent(std::string(spare - 8, 'x'));
  record.mutable_trace_parent()->append(kRecordBytesMax - record.ByteSizeLong(),
                                        'x');
  ASSERT_EQ(record.ByteSizeLong(), kRecordBytesMax);
  history_.AddRecord(record);
  EXPECT_THAT(VerifyFrames(Frames(log_, 200, 201)), IsOk());
}

TEST_F(ExportTest, SaysWhenTheFileTakesNoMore) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_THAT(WriteExportFrame(v1::ExportFrame(), out),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_FILE_UNWRITABLE));
}

}  // namespace
}  // namespace workledger

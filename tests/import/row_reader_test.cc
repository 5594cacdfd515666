#include "tools/workledger/import/row_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "tests/import/temp_file.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Rows = std::vector<std::vector<std::string>>;

// What can be read of a file, and how reading ended.
struct Reading {
  std::vector<std::string> header;
  Rows rows;
  absl::Status status;
};

Reading ReadFile(const std::string& path, char delimiter = ',') {
  Reading reading;
  absl::StatusOr<std::unique_ptr<RowReader>> reader =
      RowReader::Open(path, delimiter);
  reading.status = reader.status();
  if (!reader.ok()) return reading;
  reading.header = (*reader)->header();
  for (;;) {
    absl::StatusOr<std::optional<Row>> row = (*reader)->Next();
    reading.status = row.status();
    if (!row.ok() || !row->has_value()) return reading;
    EXPECT_EQ((*row)->number, reading.rows.size() + 1);
    reading.rows.push_back((*row)->fields);
  }
}

Reading Read(std::string_view content, char delimiter = ',') {
  const TempFile file(content);
  return ReadFile(file.path(), delimiter);
}

TEST(RowReaderTest, ReadsHeaderAndRows) {
  const Reading reading = Read("id,state\n1,New\n2,\n");
  EXPECT_TRUE(reading.status.ok()) << reading.status;
  EXPECT_THAT(reading.header, ElementsAre("id", "state"));
  EXPECT_THAT(reading.rows,
              ElementsAre(ElementsAre("1", "New"), ElementsAre("2", "")));
}

TEST(RowReaderTest, ReadsQuotes) {
  const Reading reading =
      Read("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"1\n2\",z\n");
  EXPECT_TRUE(reading.status.ok()) << reading.status;
  EXPECT_THAT(reading.rows, ElementsAre(ElementsAre("x, y", "say \"hi\""),
                                        ElementsAre("1\n2", "z")));
}

TEST(RowReaderTest, KeepsBlanks) {
  EXPECT_THAT(Read("a,b\n x ,\ty\n").rows,
              ElementsAre(ElementsAre(" x ", "\ty")));
}

TEST(RowReaderTest, ReadsCarriageReturns) {
  EXPECT_THAT(Read("a,b\r\n1,2\r\n3,4\r\n").rows,
              ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
}

TEST(RowReaderTest, ReadsLastRowWithoutLineEnd) {
  EXPECT_THAT(Read("a,b\n1,2").rows, ElementsAre(ElementsAre("1", "2")));
}

TEST(RowReaderTest, ReadsOtherDelimiter) {
  EXPECT_THAT(Read("a;b\n1,5;2\n", ';').rows,
              ElementsAre(ElementsAre("1,5", "2")));
}

TEST(RowReaderTest, StripsByteOrderMark) {
  EXPECT_THAT(Read("\xEF\xBB\xBFid\n1\n").header, ElementsAre("id"));
}

TEST(RowReaderTest, ReadsGzip) {
  EXPECT_THAT(Read(Gzip("a\n1\n2\n")).rows,
              ElementsAre(ElementsAre("1"), ElementsAre("2")));
}

TEST(RowReaderTest, ReadsMoreThanOnePiece) {
  std::string content = "n\n";
  for (int i = 0; i < 50000; ++i) absl::StrAppend(&content, i, "\n");
  const Reading reading = Read(Gzip(content));
  ASSERT_EQ(reading.rows.size(), 50000);
  EXPECT_THAT(reading.rows.back(), ElementsAre("49999"));
}

TEST(RowReaderTest, TellsHowFarItIs) {
  const TempFile file("a\n1\n");
  auto reader = RowReader::Open(file.path(), ',');
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->bytes_read(), 4);
  EXPECT_EQ((*reader)->bytes_total(), 4);
}

TEST(RowReaderTest, TakesHeaderOnlyAsNoRows) {
  const Reading reading = Read("id,state\n");
  EXPECT_TRUE(reading.status.ok()) << reading.status;
  EXPECT_THAT(reading.rows, IsEmpty());
}

TEST(RowReaderTest, RefusesEmptyFile) {
  for (const std::string& content : {std::string(), Gzip("")}) {
    const Reading reading = Read(content);
    EXPECT_EQ(ReasonOf(reading.status), v1::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(reading.status.message(), HasSubstr("the file is empty"));
  }
}

TEST(RowReaderTest, RefusesMissingFile) {
  const Reading reading = ReadFile("/nowhere/history.csv");
  EXPECT_EQ(ErrorOf(reading.status).field(), "/nowhere/history.csv");
  EXPECT_THAT(reading.status.message(), HasSubstr("No such file"));
}

TEST(RowReaderTest, RefusesFolder) {
  EXPECT_THAT(ReadFile("/").status.message(), HasSubstr("got a folder"));
}

TEST(RowReaderTest, GivesRowsBeforeGzipIsCutOff) {
  std::string content = "n\n";
  for (int i = 0; i < 50000; ++i) absl::StrAppend(&content, i * 7919, "\n");
  const std::string packed = Gzip(content);
  const Reading reading =
      Read(std::string_view(packed).substr(0, packed.size() / 2));
  EXPECT_EQ(ReasonOf(reading.status), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(reading.status.message(), HasSubstr("cut off or damaged"));
  EXPECT_EQ(ErrorOf(reading.status).field(),
            absl::StrCat("row ", reading.rows.size() + 1));
  EXPECT_GT(reading.rows.size(), 1000);
  EXPECT_LT(reading.rows.size(), 50000);
}

TEST(RowReaderTest, RefusesGzipThatIsCutOffAnywhere) {
  const std::string packed = Gzip("a,b\n1,2\n3,4\n");
  for (size_t size = 2; size < packed.size(); ++size) {
    EXPECT_FALSE(Read(packed.substr(0, size)).status.ok()) << size;
  }
}

TEST(RowReaderTest, RefusesDamagedGzip) {
  std::string packed = Gzip("a,b\n1,2\n3,4\n");
  packed[packed.size() - 6] ^= 1;
  EXPECT_THAT(Read(packed).status.message(), HasSubstr("cut off or damaged"));
}

TEST(RowReaderTest, RefusesStrayQuote) {
  const Reading reading = Read("a,b\n1,2\n3,\"x\"y\n5,6\n");
  EXPECT_THAT(reading.rows, ElementsAre(ElementsAre("1", "2")));
  EXPECT_EQ(ErrorOf(reading.status).field(), "row 2");
  EXPECT_THAT(reading.status.message(),
              HasSubstr("text after the quote that ends a field"));
  EXPECT_THAT(Read("a,b\n1,x\"y\"\n").status.message(),
              HasSubstr("a quote inside an unquoted field"));
}

TEST(RowReaderTest, RefusesQuoteThatIsNeverClosed) {
  const Reading reading = Read("a,b\n1,\"2\n3,4\n");
  EXPECT_THAT(reading.rows, IsEmpty());
  EXPECT_THAT(reading.status.message(),
              HasSubstr("row 1: the file ends within a quoted field"));
}

TEST(RowReaderTest, RefusesOtherNumberOfFields) {
  for (const std::string_view row : {"1", "1,2,3"}) {
    const Reading reading =
        Read(absl::StrCat("a,b\n0,0\n", ToAbsl(row), "\n4,5\n"));
    EXPECT_THAT(reading.rows, ElementsAre(ElementsAre("0", "0")));
    EXPECT_EQ(ErrorOf(reading.status).field(), "row 2");
    EXPECT_THAT(reading.status.message(), HasSubstr("fields, want 2"));
  }
}

TEST(RowReaderTest, RefusesWhatIsNotUtf8) {
  const Reading reading = Read("a,b\n1,\xE4\n");
  EXPECT_EQ(ReasonOf(reading.status), v1::ERROR_REASON_FIELD_NOT_UTF8);
  EXPECT_THAT(reading.status.message(), HasSubstr("row 1: field 2"));
}

TEST(RowReaderTest, BoundsRow) {
  const std::string full(kRowBytesMax, 'x');
  EXPECT_TRUE(Read(absl::StrCat("a\n", full, "\n")).status.ok());
  EXPECT_EQ(ReasonOf(Read(absl::StrCat("a\n", full, "x\n")).status),
            v1::ERROR_REASON_FIELD_TOO_LONG);
  EXPECT_EQ(ReasonOf(Read(absl::StrCat("a\n\"", full, full)).status),
            v1::ERROR_REASON_FIELD_TOO_LONG);
}

}  // namespace
}  // namespace workledger

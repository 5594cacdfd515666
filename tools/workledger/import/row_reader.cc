#include "tools/workledger/import/row_reader.h"

#include <unistr.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "workledger/error.h"
#include "workledger/v1/error.pb.h"

namespace workledger {
namespace {

constexpr size_t kPieceBytes = 64 << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Blanks belong to a field, as RFC 4180 has it; libcsv would trim them.
int NeverBlank(unsigned char) { return 0; }

bool IsUtf8(const std::string& text) {
  return u8_check(reinterpret_cast<const uint8_t*>(text.data()), text.size()) ==
         nullptr;
}

absl::Status Invalid(std::string_view place, std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, place, message);
}

// Where the quote is that the parser has stopped at.
std::string_view StrayQuote(const csv_parser& parser) {
  return parser.quoted == 0
             ? "not well-formed CSV: a quote inside an unquoted field"
             : "not well-formed CSV: text after the quote that ends a field";
}

}  // namespace

RowReader::RowReader(const std::string& path, char delimiter)
    : path_(path), buffer_(kPieceBytes) {
  WL_CHECK(csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
  csv_set_space_func(&parser_, NeverBlank);
}

RowReader::~RowReader() {
  csv_free(&parser_);
  if (file_ != nullptr) gzclose(file_);
}

absl::StatusOr<std::unique_ptr<RowReader>> RowReader::Open(
    const std::string& path, char delimiter) {
  auto reader = std::unique_ptr<RowReader>(new RowReader(path, delimiter));
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return Invalid(path, "got a folder, want a file");
  }
  reader->file_ = gzopen(path.c_str(), "rb");
  if (reader->file_ == nullptr) {
    return Invalid(path, absl::StrCat("cannot open: ", std::strerror(errno)));
  }
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (!error) reader->bytes_total_ = size;
  while (!reader->header_read_ && !reader->end_) {
    reader->ReadPiece();
    if (!reader->header_read_) WL_RETURN_IF_ERROR(reader->failure_);
  }
  if (!reader->header_read_) return Invalid(path, "the file is empty");
  return reader;
}

absl::StatusOr<std::optional<Row>> RowReader::Next() {
  while (ready_.empty()) {
    WL_RETURN_IF_ERROR(failure_);
    if (end_) return std::nullopt;
    ReadPiece();
  }
  Row row = std::move(ready_.front());
  ready_.pop_front();
  return row;
}

uint64_t RowReader::bytes_read() const {
  const z_off_t offset = gzoffset(file_);
  return offset < 0 ? 0 : static_cast<uint64_t>(offset);
}

void RowReader::ReadPiece() {
  const int size =
      gzread(file_, buffer_.data(), static_cast<unsigned>(buffer_.size()));
  int code = Z_OK;
  const char* text = gzerror(file_, &code);
  if (size > 0) Parse({buffer_.data(), static_cast<size_t>(size)});
  if (!failure_.ok()) return;
  // A gzip stream that is cut off still gives what it holds, and then this.
  if (code != Z_OK) {
    failure_ = Invalid(
        Place(), absl::StrCat("the file is cut off or damaged here: ", text));
    return;
  }
  if (size == 0) FinishFile();
}

void RowReader::Parse(std::string_view piece) {
  if (std::exchange(first_piece_, false) && piece.starts_with(kByteOrderMark)) {
    piece.remove_prefix(kByteOrderMark.size());
  }
  const size_t parsed =
      csv_parse(&parser_, piece.data(), piece.size(), OnField, OnRow, this);
  if (!failure_.ok()) return;
  if (parsed < piece.size()) {
    // Memory apart, that is all that the parser refuses.
    failure_ = csv_error(&parser_) == CSV_EPARSE
                   ? Invalid(Place(), StrayQuote(parser_))
                   : Invalid(Place(), csv_strerror(csv_error(&parser_)));
  } else if (fields_bytes_ + parser_.entry_pos > kRowBytesMax) {
    failure_ = TooLong();
  }
}

void RowReader::FinishFile() {
  if (csv_fini(&parser_, OnField, OnRow, this) != 0 && failure_.ok()) {
    failure_ = Invalid(Place(), "the file ends within a quoted field");
  }
  end_ = true;
}

void RowReader::OnField(void* text, size_t size, void* self) {
  auto& reader = *static_cast<RowReader*>(self);
  reader.fields_.emplace_back(static_cast<const char*>(text), size);
  reader.fields_bytes_ += size;
}

void RowReader::OnRow(int, void* self) {
  auto& reader = *static_cast<RowReader*>(self);
  if (reader.failure_.ok()) reader.failure_ = reader.CheckRow();
  std::vector<std::string> fields = std::exchange(reader.fields_, {});
  reader.fields_.reserve(fields.size());
  reader.fields_bytes_ = 0;
  if (!reader.failure_.ok()) return;
  if (!std::exchange(reader.header_read_, true)) {
    reader.header_ = std::move(fields);
    return;
  }
  reader.ready_.push_back(
      {.number = ++reader.row_count_, .fields = std::move(fields)});
}

absl::Status RowReader::CheckRow() const {
  if (fields_bytes_ > kRowBytesMax) return TooLong();
  for (size_t i = 0; i < fields_.size(); ++i) {
    if (IsUtf8(fields_[i])) continue;
    return FieldError(v1::ERROR_REASON_FIELD_NOT_UTF8, Place(),
                      absl::StrCat("field ", i + 1, " is not UTF-8"));
  }
  if (header_read_ && fields_.size() != header_.size()) {
    return Invalid(Place(),
                   absl::StrCat("got ", fields_.size(), " fields, want ",
                                header_.size(), " as the header has"));
  }
  return absl::OkStatus();
}

absl::Status RowReader::TooLong() const {
  return FieldError(v1::ERROR_REASON_FIELD_TOO_LONG, Place(),
                    absl::StrCat("longer than ", kRowBytesMax,
                                 " bytes; is a quote never closed?"));
}

std::string RowReader::Place() const {
  return header_read_ ? absl::StrCat("row ", row_count_ + 1)
                      : absl::StrCat(path_, ", header");
}

}  // namespace workledger

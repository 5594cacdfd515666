#ifndef WORKLEDGER_TESTS_IMPORT_TEMP_FILE_H_
#define WORKLEDGER_TESTS_IMPORT_TEMP_FILE_H_

// A file of its own, removed with this object.
//
//   const TempFile file("id,state\n1,New\n");
//   RowReader::Open(file.path(), ',');

#include <string>
#include <string_view>

namespace workledger {

class TempFile {
 public:
  explicit TempFile(std::string_view content);
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Returns `text` as a gzip stream.
std::string Gzip(std::string_view text);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_IMPORT_TEMP_FILE_H_

#include "engine/log/table_check.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "rocksdb/db.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/metadata.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_reader.h"

namespace workledger {
namespace {

constexpr size_t kReadBytes = 1 << 20;

using Files = std::vector<rocksdb::LiveFileMetaData>;

Files FilesOf(rocksdb::DB& db) {
  Files files;
  db.GetLiveFilesMetaData(&files);
  return files;
}

std::string PathOf(const rocksdb::LiveFileMetaData& file) {
  return absl::StrCat(file.db_path, file.name);
}

// Whether the store still has the file.
bool Lives(rocksdb::DB& db, const rocksdb::LiveFileMetaData& file) {
  const Files files = FilesOf(db);
  return std::any_of(files.begin(), files.end(), [&](const auto& other) {
    return PathOf(other) == PathOf(file);
  });
}

// Reads the whole file and compares it with the checksum in the manifest.
rocksdb::Status CheckWhole(rocksdb::DB& db,
                           const rocksdb::LiveFileMetaData& file,
                           rocksdb::FileChecksumGenerator& checksum) {
  std::unique_ptr<rocksdb::SequentialFile> in;
  rocksdb::Status status =
      db.GetEnv()->NewSequentialFile(PathOf(file), &in, rocksdb::EnvOptions());
  if (!status.ok()) return status;
  std::string buffer(kReadBytes, '\0');
  rocksdb::Slice part;
  do {
    status = in->Read(buffer.size(), &part, buffer.data());
    if (!status.ok()) return status;
    checksum.Update(part.data(), part.size());
  } while (!part.empty());
  checksum.Finalize();
  if (checksum.GetChecksum() == file.file_checksum) return status;
  return rocksdb::Status::Corruption("the file's checksum does not match");
}

rocksdb::Status CheckFile(rocksdb::DB& db,
                          const rocksdb::LiveFileMetaData& file) {
  rocksdb::FileChecksumGenContext context;
  context.file_name = file.name;
  const auto factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  const auto checksum = factory->CreateFileChecksumGenerator(context);
  if (file.file_checksum_func_name == checksum->Name()) {
    return CheckWhole(db, file, *checksum);
  }
  rocksdb::SstFileReader reader(db.GetOptions());
  const rocksdb::Status opened = reader.Open(PathOf(file));
  return opened.ok() ? reader.VerifyChecksum() : opened;
}

}  // namespace

absl::Status CheckTables(rocksdb::DB& db, const TableCheckObserver& observer) {
  for (const rocksdb::LiveFileMetaData& file : FilesOf(db)) {
    const rocksdb::Status status = CheckFile(db, file);
    if (!status.ok() && Lives(db, file)) {
      observer.violation(absl::StrCat(PathOf(file), ": ", status.ToString()));
    }
    WL_RETURN_IF_ERROR(observer.file());
  }
  return absl::OkStatus();
}

}  // namespace workledger

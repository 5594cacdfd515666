#include "engine/log/make_directory.h"

#include <memory>
#include <string>

namespace workledger {

rocksdb::Status MakeDirectory(rocksdb::Env& env,
                              const std::filesystem::path& directory) {
  rocksdb::Status status = env.CreateDirIfMissing(directory);
  std::string absolute;
  if (status.ok()) status = env.GetAbsolutePath(directory, &absolute);
  std::filesystem::path path(absolute);
  // "a/b/" names b in a.
  if (!path.has_filename()) path = path.parent_path();
  std::unique_ptr<rocksdb::Directory> parent;
  if (status.ok()) status = env.NewDirectory(path.parent_path(), &parent);
  // Also where the directory is there: who made it may not have come this far.
  return status.ok() ? parent->Fsync() : status;
}

}  // namespace workledger

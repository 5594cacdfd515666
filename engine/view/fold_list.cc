#include "engine/view/fold_list.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/view/fold_row.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {

absl::StatusOr<FoldPage> ListFoldRows(rocksdb::DB& db,
                                      const rocksdb::ReadOptions& at,
                                      std::string_view ledger_uid,
                                      v1::StreamKind kind, int page_size,
                                      std::string_view from) {
  const std::string prefix = FoldRowKey(ledger_uid, {kind, ""});
  const std::string end =
      FoldRowKey(ledger_uid, {static_cast<v1::StreamKind>(kind + 1), ""});
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  FoldPage page;
  size_t bytes = 0;
  rows->Seek(FoldRowKey(ledger_uid, {kind, std::string(from)}));
  for (; rows->Valid(); rows->Next()) {
    if (std::ssize(page.folds) == page_size || bytes >= kPageBytesMax) {
      page.more = true;
      break;
    }
    auto& [key, fold] = page.folds.emplace_back();
    key = rows->key().ToStringView().substr(prefix.size());
    if (!fold.ParseFromArray(rows->value().data(),
                             static_cast<int>(rows->value().size()))) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_RECORD_CORRUPT,
                       absl::StrCat("the fold of ", key, " does not parse"));
    }
    bytes += rows->value().size();
    page.last = key;
  }
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  return page;
}

}  // namespace workledger

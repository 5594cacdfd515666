#include "engine/log/rocksdb_health.h"

#include "absl/strings/str_cat.h"
#include "workledger/error.h"

namespace workledger {

absl::Status RocksdbHealth::Get() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void RocksdbHealth::Fail(const rocksdb::Status& failure) {
  const std::lock_guard lock(mutex_);
  if (!status_.ok()) return;
  status_ =
      MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_ENGINE_FAILED,
                absl::StrCat("log: failed: ", failure.ToString()));
}

void RocksdbHealth::OnBackgroundError(rocksdb::BackgroundErrorReason,
                                      rocksdb::Status* failure) {
  Fail(*failure);
}

void RocksdbHealth::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason,
                                         rocksdb::Status, bool* auto_recovery) {
  *auto_recovery = false;
}

}  // namespace workledger

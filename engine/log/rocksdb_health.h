#ifndef WORKLEDGER_LOG_ROCKSDB_HEALTH_H_
#define WORKLEDGER_LOG_ROCKSDB_HEALTH_H_

// Whether a RocksDB store still takes writes. The first failed write, failed
// read or background error settles that it does not, until it is opened again:
// what a disk says after a failed sync cannot be trusted.

#include <mutex>

#include "absl/status/status.h"
#include "rocksdb/listener.h"
#include "rocksdb/status.h"

namespace workledger {

// Thread-safe.
class RocksdbHealth final : public rocksdb::EventListener {
 public:
  // OK, or UNAVAILABLE, ENGINE_FAILED with the first failure.
  absl::Status Get() const;

  // Takes note of a failure.
  void Fail(const rocksdb::Status& failure);

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason,
                         rocksdb::Status* failure) override;

  // Stops RocksDB from resuming on its own after a full disk.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason,
                            rocksdb::Status failure,
                            bool* auto_recovery) override;

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  absl::Status status_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_HEALTH_H_

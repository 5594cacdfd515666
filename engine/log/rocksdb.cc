#include "engine/log/rocksdb.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/log/ledger_name.h"
#include "engine/log/rocksdb_db.h"
#include "engine/log/rocksdb_keys.h"
#include "engine/log/rocksdb_log.h"

namespace workledger {
namespace {

class OpenStore final : public RocksdbLogStore {
 public:
  static absl::StatusOr<std::unique_ptr<RocksdbLogStore>> Open(
      const RocksdbLogOptions& options) {
    WL_ASSIGN_OR_RETURN(std::unique_ptr<RocksdbDb> db,
                        RocksdbDb::Open(options));
    std::unique_ptr<OpenStore> store(new OpenStore(std::move(db)));
    WL_RETURN_IF_ERROR(store->LoadLedgers());
    return store;
  }

  absl::StatusOr<EventLog*> Create(std::string_view ledger) override {
    WL_RETURN_IF_ERROR(CheckLedgerName(ledger));
    {
      const std::lock_guard lock(mutex_);
      if (ledgers_.contains(ledger)) return LedgerExists(ledger);
      const LedgerRow row = {.number = last_number_ + 1, .uid = NewLedgerUid()};
      WL_RETURN_IF_ERROR(RocksdbLog::Create(*db_, ledger, row));
      ledgers_[std::string(ledger)].row = row;
      last_number_ = row.number;
    }
    return Open(ledger);
  }

  absl::StatusOr<EventLog*> Open(std::string_view ledger) override {
    Ledger* const found = Find(ledger);
    if (found == nullptr) return LedgerNotFound(ledger);
    const std::lock_guard lock(found->mutex);
    if (found->log == nullptr) {
      WL_ASSIGN_OR_RETURN(found->log, RocksdbLog::Open(*db_, found->row));
    }
    return found->log.get();
  }

  absl::StatusOr<std::vector<std::string>> List() const override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, ledger] : ledgers_) names.push_back(name);
    return names;
  }

  absl::Status Health() const override { return db_->Health(); }

  absl::Status CheckFiles(const TableCheckObserver& observer) const override {
    return db_->CheckFiles(observer);
  }

 private:
  struct Ledger {
    LedgerRow row;  // set once, before the ledger can be found
    std::mutex mutex;
    std::unique_ptr<RocksdbLog> log;  // guarded by mutex; null until opened
  };

  explicit OpenStore(std::unique_ptr<RocksdbDb> db) : db_(std::move(db)) {}

  // Reads the names of all ledgers. Runs before the store is shared.
  absl::Status LoadLedgers() {
    // The first key that does not begin with the prefix.
    std::string end_key(kLedgerKeyPrefix);
    ++end_key.back();
    const rocksdb::Slice end(end_key);
    const auto rows = db_->Iterate(Column::kMeta, end);
    for (rows->Seek(LedgerKey("")); rows->Valid(); rows->Next()) {
      const std::string_view name =
          ToStd(rows->key()).substr(kLedgerKeyPrefix.size());
      const auto row = ParseLedgerValue(ToStd(rows->value()));
      if (!row.has_value()) {
        return RecordCorrupt(absl::StrCat("ledger ", ToAbsl(name), ": row"));
      }
      ledgers_[std::string(name)].row = *row;
      last_number_ = std::max(last_number_, row->number);
    }
    return db_->CheckIterator(*rows);
  }

  // Returns null if there is none. A ledger never moves and never goes.
  Ledger* Find(std::string_view ledger) {
    const std::lock_guard lock(mutex_);
    const auto found = ledgers_.find(ledger);
    return found == ledgers_.end() ? nullptr : &found->second;
  }

  const std::unique_ptr<RocksdbDb> db_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::map<std::string, Ledger, std::less<>> ledgers_;
  uint32_t last_number_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RocksdbLogStore>> OpenRocksdbLogStore(
    const RocksdbLogOptions& options) {
  return OpenStore::Open(options);
}

}  // namespace workledger

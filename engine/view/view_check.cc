#include "engine/view/view_check.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/view/checkpoint.h"
#include "engine/view/projector.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "rocksdb/snapshot.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// A folder that is not there before and after.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& path) : path_(path) { Remove(); }
  ~ScratchDirectory() { Remove(); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  // Whether at least `reserve_bytes` of its disk are free; DISK_FULL if not.
  absl::Status CheckSpace(uint64_t reserve_bytes) const {
    // A disk that cannot say reports the greatest number.
    std::error_code error;
    const uint64_t free_bytes =
        std::filesystem::space(path_.parent_path(), error).available;
    if (free_bytes >= reserve_bytes) return absl::OkStatus();
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_DISK_FULL,
                     absl::StrCat("scratch disk: got ", free_bytes,
                                  " bytes free, want ", reserve_bytes));
  }

 private:
  void Remove() const {
    // What cannot be removed fails to open, or is left for the next run.
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path path_;
};

// Projects the log into `db` up to position `through`. Calls `check_space`
// before each step.
absl::Status FoldAfresh(rocksdb::DB& db, const EventLog& log, uint64_t through,
                        const std::function<absl::Status()>& check_space,
                        const ViewCheckObserver& observer) {
  Head folded{.position = 0, .chain = ChainStart(log.Uid())};
  Catalogue clock_catalogue;
  while (folded.position < through) {
    WL_RETURN_IF_ERROR(check_space());
    WL_ASSIGN_OR_RETURN(const Projected step,
                        Project(db, log, folded, clock_catalogue, through,
                                [](const auto& /*published*/) {}));
    const Head& next = step.checkpoint;
    for (uint64_t i = folded.position; i < next.position; ++i) {
      WL_RETURN_IF_ERROR(observer.tick());
    }
    if (next == folded) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_RECORD_CORRUPT,
                       "the log ends too early");
    }
    folded = next;
    if (step.clock_catalogue != nullptr) {
      clock_catalogue = *step.clock_catalogue;
    }
  }
  return absl::OkStatus();
}

absl::Status Damaged() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_VIEW_BEHIND,
                   "the views are damaged and are made again");
}

std::string_view KeyOf(const rocksdb::Iterator& rows) {
  return rows.key().ToStringView();
}

// Walks two sorted sets of rows side by side.
class RowComparison {
 public:
  RowComparison(const EventLog& log, uint64_t position,
                const ViewCheckObserver& observer)
      : uid_(log.Uid()), position_(position), observer_(observer) {}

  absl::Status Compare(rocksdb::Iterator& stored, rocksdb::Iterator& fresh) {
    stored.Seek(uid_);
    fresh.Seek(uid_);
    while (stored.Valid() || fresh.Valid()) {
      WL_RETURN_IF_ERROR(observer_.tick());
      Step(stored, fresh);
    }
    WL_RETURN_IF_ERROR(ViewStatus(stored.status()));
    return ViewStatus(fresh.status());
  }

 private:
  void Step(rocksdb::Iterator& stored, rocksdb::Iterator& fresh) {
    const bool no_stored =
        !stored.Valid() || (fresh.Valid() && KeyOf(fresh) < KeyOf(stored));
    const bool no_fresh =
        !fresh.Valid() || (stored.Valid() && KeyOf(stored) < KeyOf(fresh));
    if (no_stored) {
      Add(KeyOf(fresh), "is missing");
    } else if (no_fresh) {
      Add(KeyOf(stored), "is too much");
    } else if (stored.value() != fresh.value()) {
      Add(KeyOf(stored), "differs from a fresh fold");
    }
    if (!no_stored) {
      observer_.row();
      stored.Next();
    }
    if (!no_fresh) fresh.Next();
  }

  void Add(std::string_view key, std::string_view what) {
    observer_.violation(
        position_, absl::StrCat(DescribeRow(uid_, key), " ", ToAbsl(what)));
  }

  const std::string& uid_;
  const uint64_t position_;
  const ViewCheckObserver& observer_;
};

}  // namespace

absl::Status CheckViews(const EventLog& log, ViewStore& view_store,
                        const std::string& scratch_directory,
                        const ViewCheckObserver& asked,
                        uint64_t scratch_reserve_bytes) {
  const auto hold = view_store.Hold();
  if (view_store.damaged()) return Damaged();
  // Lets go of a store that is found damaged meanwhile.
  ViewCheckObserver observer = asked;
  observer.tick = [&] {
    return view_store.damaged() ? Damaged() : asked.tick();
  };
  const std::string end = LedgerKeyEnd(log.Uid());
  const rocksdb::Slice end_slice = end;
  rocksdb::ManagedSnapshot moment(&view_store.db());
  rocksdb::ReadOptions stored_at;
  stored_at.snapshot = moment.snapshot();
  stored_at.iterate_upper_bound = &end_slice;
  rocksdb::ReadOptions fresh_at;
  fresh_at.iterate_upper_bound = &end_slice;
  WL_ASSIGN_OR_RETURN(const std::optional<Head> checkpoint,
                      GetCheckpoint(view_store.db(), stored_at, log.Uid()));
  const uint64_t position = checkpoint.value_or(Head{}).position;

  const ScratchDirectory scratch(scratch_directory);
  const auto check_space = [&] {
    return scratch.CheckSpace(scratch_reserve_bytes);
  };
  WL_RETURN_IF_ERROR(check_space());
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<ViewStore> fresh,
                      ViewStore::Open(scratch_directory));
  const absl::Status folded =
      FoldAfresh(fresh->db(), log, std::min(position, log.GetHead().position),
                 check_space, observer);
  if (absl::IsDataLoss(folded)) {
    observer.violation(
        position, absl::StrCat("not checked, for the log cannot be folded: ",
                               folded.message()));
    return absl::OkStatus();
  }
  WL_RETURN_IF_ERROR(folded);
  const std::unique_ptr<rocksdb::Iterator> stored_rows(
      view_store.db().NewIterator(stored_at));
  const std::unique_ptr<rocksdb::Iterator> fresh_rows(
      fresh->db().NewIterator(fresh_at));
  return RowComparison(log, position, observer)
      .Compare(*stored_rows, *fresh_rows);
}

}  // namespace workledger

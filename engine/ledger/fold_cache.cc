#include "engine/ledger/fold_cache.h"

#include <optional>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"

namespace workledger {

absl::StatusOr<v1::Fold*> FoldCache::Get(const StreamName& stream) {
  const auto found = index_.find(stream);
  if (found != index_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return &entries_.front().second;
  }
  WL_ASSIGN_OR_RETURN(v1::Fold fold, Load(stream));
  entries_.emplace_front(stream, std::move(fold));
  index_.emplace(stream, entries_.begin());
  return &entries_.front().second;
}

absl::StatusOr<v1::Fold> FoldCache::Load(const StreamName& stream) const {
  // The row saves reading the whole stream; without a good one that is done.
  absl::StatusOr<std::optional<v1::Fold>> row = view_.GetFold(stream);
  v1::Fold fold = row.ok() && row->has_value() ? **std::move(row) : v1::Fold();
  absl::Status broken;
  v1::Record record;
  v1::Event event;
  const StreamId id{.kind = static_cast<uint8_t>(stream.first),
                    .key = stream.second};
  WL_RETURN_IF_ERROR(
      log_.ReadStream(id, VersionOf(fold) + 1, [&](const RecordView& stored) {
        broken = ParseRecord(stored.bytes, record);
        if (broken.ok()) broken = Upcast(record, event);
        if (broken.ok()) EvolveFold(fold, record, event);
        return broken.ok();
      }));
  WL_RETURN_IF_ERROR(broken);
  return fold;
}

void FoldCache::Trim(size_t count_max) {
  while (entries_.size() > count_max) {
    index_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

void FoldCache::Clear() {
  index_.clear();
  entries_.clear();
}

}  // namespace workledger

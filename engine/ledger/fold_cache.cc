#include "engine/ledger/fold_cache.h"

#include <optional>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"

namespace workledger {
namespace {

// What an entry takes beside its fold and its key: places in the list and in
// the index.
constexpr size_t kEntryBytes = 160;

// What a byte of an event adds to a fold's memory at most, commonly: words of
// its text once, and a few numbers that the wire format packs more tightly.
constexpr size_t kMemoryPerEventByte = 4;

}  // namespace

absl::StatusOr<v1::Fold*> FoldCache::Get(const StreamName& stream) {
  const auto found = index_.find(stream);
  if (found != index_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    entries_.front().used = true;
    return &entries_.front().fold;
  }
  WL_ASSIGN_OR_RETURN(v1::Fold fold, Load(stream));
  entries_.push_front({.stream = stream, .fold = std::move(fold)});
  index_.emplace(stream, entries_.begin());
  return &entries_.front().fold;
}

void FoldCache::Evolve(v1::Fold& fold, const v1::Record& record,
                       const v1::Event& event) {
  WL_CHECK(!entries_.empty() && &entries_.front().fold == &fold);
  EvolveFold(fold, record, event);
  entries_.front().evolved_bytes += record.payload().size();
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

void FoldCache::Measure() {
  // Those lie in front, and no others do.
  for (Entry& entry : entries_) {
    if (!entry.used) return;
    entry.used = false;
    bytes_ -= entry.bytes;
    entry.bytes = MemoryOf(entry);
    bytes_ += entry.bytes;
  }
}

size_t FoldCache::MemoryOf(Entry& entry) {
  // Asking a fold for its memory walks it by reflection, a tenth of what a
  // command costs to decide and append, so it is asked again only when it may
  // have grown by half.
  const size_t grown = kMemoryPerEventByte * entry.evolved_bytes;
  if (2 * grown < entry.weighed_bytes) return entry.weighed_bytes + grown;
  entry.weighed_bytes = kEntryBytes + 2 * entry.stream.second.capacity() +
                        entry.fold.SpaceUsedLong();
  entry.evolved_bytes = 0;
  return entry.weighed_bytes;
}

void FoldCache::Trim(size_t bytes_max) {
  Measure();
  while (bytes_ > bytes_max && entries_.size() > 1) {
    bytes_ -= entries_.back().bytes;
    index_.erase(entries_.back().stream);
    entries_.pop_back();
  }
}

void FoldCache::Clear() {
  index_.clear();
  entries_.clear();
  bytes_ = 0;
}

}  // namespace workledger

#include "engine/ledger/fold_cache.h"

#include <optional>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"

namespace workledger {

absl::StatusOr<v1::Ticket*> FoldCache::Get(const std::string& ticket) {
  const auto found = index_.find(ticket);
  if (found != index_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return &entries_.front().second;
  }
  WL_ASSIGN_OR_RETURN(v1::Ticket fold, Load(ticket));
  entries_.emplace_front(ticket, std::move(fold));
  index_.emplace(ticket, entries_.begin());
  return &entries_.front().second;
}

absl::StatusOr<v1::Ticket> FoldCache::Load(const std::string& ticket) const {
  // The row saves reading the whole stream; without a good one that is done.
  absl::StatusOr<std::optional<v1::Ticket>> row =
      view_.GetTicket(ticket, nullptr);
  v1::Ticket fold =
      row.ok() && row->has_value() ? **std::move(row) : v1::Ticket();
  absl::Status broken;
  v1::Record record;
  v1::Event event;
  const StreamId stream{.kind = v1::STREAM_KIND_TICKET, .key = ticket};
  WL_RETURN_IF_ERROR(log_.ReadStream(
      stream, fold.version() + 1, [&](const RecordView& stored) {
        broken = ParseRecord(stored.bytes, record);
        if (broken.ok()) broken = Upcast(record, event);
        if (broken.ok()) EvolveTicket(fold, record, event);
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

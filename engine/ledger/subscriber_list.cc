#include "engine/ledger/subscriber_list.h"

#include <algorithm>

namespace workledger {

SubscriberList::Entry::Entry(SubscriberList& list, uint64_t position)
    : list_(list) {
  const std::lock_guard lock(list_.mutex_);
  place_ = list_.cursors_.emplace(list_.cursors_.end(), position);
}

SubscriberList::Entry::~Entry() {
  const std::lock_guard lock(list_.mutex_);
  list_.cursors_.erase(place_);
}

SubscriberList::Summary SubscriberList::Summarize() const {
  const std::lock_guard lock(mutex_);
  Summary summary{.count = cursors_.size()};
  if (cursors_.empty()) return summary;
  summary.last_position = *std::ranges::min_element(
      cursors_, {}, [](const Cursor& cursor) { return cursor.load(); });
  return summary;
}

}  // namespace workledger

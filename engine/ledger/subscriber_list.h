#ifndef WORKLEDGER_LEDGER_SUBSCRIBER_LIST_H_
#define WORKLEDGER_LEDGER_SUBSCRIBER_LIST_H_

// Who reads a ledger's log, and how far each has come.

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>

namespace workledger {

// Thread-safe.
class SubscriberList {
 public:
  // The last position that a subscriber was given.
  using Cursor = std::atomic<uint64_t>;

  struct Summary {
    size_t count = 0;
    uint64_t last_position = 0;  // of the one furthest behind
  };

  // Lists a subscriber while it lives. `list` outlives it.
  class Entry {
   public:
    Entry(SubscriberList& list, uint64_t position);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    void MoveTo(uint64_t position) { *place_ = position; }

   private:
    SubscriberList& list_;
    std::list<Cursor>::iterator place_;
  };

  Summary Summarize() const;

 private:
  mutable std::mutex mutex_;
  std::list<Cursor> cursors_;  // the list is guarded by mutex_
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_SUBSCRIBER_LIST_H_

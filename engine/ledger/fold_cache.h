#ifndef WORKLEDGER_LEDGER_FOLD_CACHE_H_
#define WORKLEDGER_LEDGER_FOLD_CACHE_H_

// The folds of recently used streams of one ledger, up to date with the
// ledger's head. Folds that are not here are loaded from the view's row and the
// rest of the stream.

#include <cstddef>
#include <cstdint>
#include <list>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "workledger/v1/fold.pb.h"

namespace workledger {

// Used by one thread at a time.
class FoldCache {
 public:
  // `log` and `view` outlive it.
  FoldCache(const EventLog& log, const LedgerView& view)
      : log_(log), view_(view) {}

  // Returns the stream's fold at the log's head plus what the caller has
  // evolved it by since; version 0 if it has no events. It stays valid until
  // the next Trim or Clear.
  //
  //   DATA_LOSS  a record cannot be read.
  absl::StatusOr<v1::Fold*> Get(const StreamName& stream);

  // Evolves the fold that Get returned last by an event.
  void Evolve(v1::Fold& fold, const v1::Record& record, const v1::Event& event);

  // Drops the least recently used folds until what is left takes at most
  // `bytes_max` of memory; the one used last stays whatever it takes.
  void Trim(size_t bytes_max);

  // Returns the memory that the folds took after the last Trim or Clear.
  size_t Bytes() const { return bytes_; }

  // Drops all, so that they are loaded anew.
  void Clear();

 private:
  struct Entry {
    StreamName stream;
    v1::Fold fold;
    size_t bytes = 0;          // of memory, when it was trimmed last
    bool used = true;          // since then
    size_t weighed_bytes = 0;  // of memory, when it was weighed last
    size_t evolved_bytes = 0;  // of events that it was evolved by since
  };
  using Entries = std::list<Entry>;

  // Takes note of how large the folds are that were used since the last time.
  void Measure();

  // Returns about how much memory an entry takes.
  static size_t MemoryOf(Entry& entry);

  absl::StatusOr<v1::Fold> Load(const StreamName& stream) const;

  const EventLog& log_;
  const LedgerView& view_;
  Entries entries_;   // most recently used first
  size_t bytes_ = 0;  // the sum of theirs
  absl::flat_hash_map<StreamName, Entries::iterator> index_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_FOLD_CACHE_H_

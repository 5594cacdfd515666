#ifndef WORKLEDGER_LEDGER_FOLD_QUERIES_H_
#define WORKLEDGER_LEDGER_FOLD_QUERIES_H_

// Folds that are no tickets (inspection rounds, accounts of contracts), one or
// a page of them, from the views or, as of an earlier state, from the log.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/fold.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

struct FoundFold {
  // Nothing if it is not known, or was not as of then.
  std::optional<v1::Fold> fold;
  uint64_t position = 0;
};

//   OUT_OF_RANGE  POSITION_AHEAD.
absl::StatusOr<FoundFold> FindFold(const Ledger& ledger,
                                   const StreamName& stream,
                                   const v1::AsOf& as_of);

// A request for a page.
struct FoldListQuery {
  v1::StreamKind kind;
  // What all keys of the list begin with.
  std::string prefix;
  // As in the request.
  int page_size = 0;
  std::string page_token;
  v1::AsOf as_of;
  // Of a page as of then, which folds them again.
  absl::Time deadline = absl::InfiniteFuture();
};

struct FoldList {
  std::vector<std::pair<std::string, v1::Fold>> folds;
  // Empty on the last page.
  std::string next_page_token;
  uint64_t position = 0;
};

// Returns a page by key. Every page of an earlier state is of the state of the
// first page, and may be empty before the last.
//
//   INVALID_ARGUMENT   PAGE_TOKEN_INVALID.
//   OUT_OF_RANGE       POSITION_AHEAD.
//   DEADLINE_EXCEEDED  The deadline passed.
absl::StatusOr<FoldList> ListFolds(const Ledger& ledger,
                                   const FoldListQuery& query);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_FOLD_QUERIES_H_

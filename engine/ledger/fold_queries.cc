#include "engine/ledger/fold_queries.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/ledger/tokens.h"
#include "engine/replay/as_of.h"
#include "engine/view/fold_list.h"
#include "engine/view/row.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr size_t kPositionBytes = 8;

// Where a page begins.
struct Place {
  // That the list is of; 0 for the first page.
  uint64_t position = 0;
  // The page's keys are this one or after it.
  std::string from;
};

// What a page token is bound to: the list it belongs to.
std::string ScopeOf(const Ledger& ledger, const FoldListQuery& query) {
  std::string scope = ledger.log().Uid();
  scope.push_back(static_cast<char>(query.kind));
  return absl::StrCat(scope, query.prefix.size(), "|", query.prefix,
                      query.as_of.SerializeAsString());
}

absl::StatusOr<Place> PlaceOf(const std::string& scope,
                              const FoldListQuery& query) {
  if (query.page_token.empty()) return Place{.from = query.prefix};
  WL_ASSIGN_OR_RETURN(const std::string bytes,
                      DecodePageToken(scope, query.page_token));
  const std::string_view all = bytes;
  return Place{.position = ParseBigEndian(all.substr(0, kPositionBytes)),
               // The smallest key after the one before.
               .from = std::string(all.substr(kPositionBytes)) + '\0'};
}

std::string TokenOf(const std::string& scope, uint64_t position,
                    std::string_view last_key) {
  std::string bytes;
  AppendBigEndian(bytes, position, kPositionBytes);
  return EncodePageToken(scope, bytes.append(last_key));
}

absl::StatusOr<FoldPage> PageOf(const Ledger& ledger,
                                const FoldListQuery& query,
                                const Place& place) {
  const int page_size = query.page_size == 0
                            ? kPageSizeDefault
                            : std::clamp(query.page_size, 1, kPageSizeMax);
  if (!IsEarlier(query.as_of)) {
    return ledger.view().ListFolds(query.kind, page_size, place.from);
  }
  WL_RETURN_IF_ERROR(ValidateAsOf(query.as_of, ledger.log()));
  const uint64_t last =
      place.position > 0 ? place.position : ledger.view().Position();
  return ListFoldsAsOf(ledger.log(), ledger.view(),
                       BoundAsOf(query.as_of, last), query.kind, page_size,
                       place.from, query.deadline);
}

}  // namespace

absl::StatusOr<FoundFold> FindFold(const Ledger& ledger,
                                   const StreamName& stream,
                                   const v1::AsOf& as_of) {
  FoundFold found;
  if (IsEarlier(as_of)) {
    WL_RETURN_IF_ERROR(ValidateAsOf(as_of, ledger.log()));
    const v1::AsOf bounded = BoundAsOf(as_of, ledger.view().Position());
    found.position = bounded.position();
    WL_ASSIGN_OR_RETURN(v1::Fold fold, FoldAsOf(ledger.log(), stream, bounded));
    if (fold.fold_case() != v1::Fold::FOLD_NOT_SET) {
      found.fold = std::move(fold);
    }
    return found;
  }
  // A page, because it says which checkpoint it is of.
  WL_ASSIGN_OR_RETURN(FoldPage page,
                      ledger.view().ListFolds(stream.first, 1, stream.second));
  found.position = page.position;
  if (!page.folds.empty() && page.folds[0].first == stream.second) {
    found.fold = std::move(page.folds[0].second);
  }
  return found;
}

absl::StatusOr<FoldList> ListFolds(const Ledger& ledger,
                                   const FoldListQuery& query) {
  const std::string scope = ScopeOf(ledger, query);
  WL_ASSIGN_OR_RETURN(const Place place, PlaceOf(scope, query));
  WL_ASSIGN_OR_RETURN(FoldPage page, PageOf(ledger, query, place));
  FoldList list;
  list.position = page.position;
  for (auto& [key, fold] : page.folds) {
    if (!key.starts_with(query.prefix)) return list;
    list.folds.emplace_back(key, std::move(fold));
  }
  if (page.more && page.last.starts_with(query.prefix)) {
    list.next_page_token = TokenOf(scope, page.position, page.last);
  }
  return list;
}

}  // namespace workledger

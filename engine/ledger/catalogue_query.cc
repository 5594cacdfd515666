#include "engine/ledger/catalogue_query.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/validate.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/ledger/tokens.h"
#include "engine/replay/as_of.h"
#include "engine/view/row.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr size_t kPositionBytes = 8;

// Where a page begins: the position that the list is of, and the item after
// which it goes on.
struct Place {
  uint64_t position = 0;
  CatalogueKey after;
};

// The catalogue, and the position that it is true at.
struct Snapshot {
  Catalogue catalogue;
  uint64_t position = 0;
};

// What a page token is bound to: the list it belongs to.
std::string ScopeOf(const Ledger& ledger,
                    const v1::ListCatalogueRequest& request) {
  v1::ListCatalogueRequest scope;
  scope.set_kind(request.kind());
  scope.set_code(request.code());
  scope.set_retired(request.retired());
  *scope.mutable_as_of() = request.as_of();
  return ledger.log().Uid() + scope.SerializeAsString();
}

// The bytes come from our own token, whose seal has been checked.
absl::StatusOr<Place> PlaceOf(const std::string& scope,
                              const std::string& token) {
  if (token.empty()) return Place();
  WL_ASSIGN_OR_RETURN(const std::string bytes, DecodePageToken(scope, token));
  const std::string_view all = bytes;
  return Place{.position = ParseBigEndian(all.substr(0, kPositionBytes)),
               .after = {static_cast<v1::CatalogueKind>(all[kPositionBytes]),
                         std::string(all.substr(kPositionBytes + 1))}};
}

std::string TokenOf(const std::string& scope, const Place& place) {
  std::string bytes;
  AppendBigEndian(bytes, place.position, kPositionBytes);
  bytes.push_back(static_cast<char>(place.after.first));
  return EncodePageToken(scope, bytes + place.after.second);
}

absl::StatusOr<Snapshot> TakeSnapshot(const Ledger& ledger,
                                      const v1::ListCatalogueRequest& request,
                                      uint64_t first_page_position) {
  Snapshot snapshot;
  if (IsEarlier(request.as_of())) {
    WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
    v1::AsOf as_of = request.as_of();
    if (!as_of.has_position()) {
      as_of.set_position(first_page_position > 0
                             ? first_page_position
                             : ledger.log().GetHead().position);
    }
    snapshot.position = as_of.position();
    WL_ASSIGN_OR_RETURN(snapshot.catalogue, CatalogueAsOf(ledger.log(), as_of));
    return snapshot;
  }
  const uint64_t position = ledger.view().Position();
  WL_ASSIGN_OR_RETURN(snapshot.catalogue, ledger.view().GetCatalogue());
  // The view may have moved on in between; then the last change says how far.
  snapshot.position = std::max(position, snapshot.catalogue.position());
  return snapshot;
}

bool Asked(const v1::ListCatalogueRequest& request, const CatalogueKey& key,
           const v1::CatalogueEntry& entry) {
  return entry.item().item_case() != v1::CatalogueItem::ITEM_NOT_SET &&
         (request.retired() || !entry.retired()) &&
         (request.kind() == v1::CATALOGUE_KIND_UNSPECIFIED ||
          request.kind() == key.first) &&
         (request.code().empty() || LiesIn(key.second, request.code()));
}

}  // namespace

absl::StatusOr<v1::ListCatalogueResponse> ListCatalogue(
    const Ledger& ledger, const v1::ListCatalogueRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const std::string scope = ScopeOf(ledger, request);
  WL_ASSIGN_OR_RETURN(Place place, PlaceOf(scope, request.page_token()));
  WL_ASSIGN_OR_RETURN(const Snapshot snapshot,
                      TakeSnapshot(ledger, request, place.position));
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  v1::ListCatalogueResponse response;
  response.set_position(snapshot.position);
  place.position = snapshot.position;
  const auto& entries = snapshot.catalogue.entries();
  size_t bytes = 0;
  for (auto it = entries.upper_bound(place.after); it != entries.end(); ++it) {
    if (!Asked(request, it->first, it->second)) continue;
    if (response.entries_size() == page_size || bytes >= kPageBytesMax) {
      response.set_next_page_token(TokenOf(scope, place));
      break;
    }
    bytes += it->second.ByteSizeLong();
    *response.add_entries() = it->second;
    place.after = it->first;
  }
  return response;
}

}  // namespace workledger

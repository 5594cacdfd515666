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
#include "engine/view/catalogue_rows.h"
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

absl::StatusOr<Place> PlaceOf(const std::string& scope,
                              const std::string& token) {
  if (token.empty()) return Place();
  WL_ASSIGN_OR_RETURN(const std::string bytes,
                      DecodePageToken(scope, token, kPositionBytes + 1));
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

bool Asked(const v1::ListCatalogueRequest& request, const CatalogueKey& key,
           const v1::CatalogueEntry& entry) {
  return entry.item().item_case() != v1::CatalogueItem::ITEM_NOT_SET &&
         (request.retired() || !entry.retired()) &&
         (request.kind() == v1::CATALOGUE_KIND_UNSPECIFIED ||
          request.kind() == key.first) &&
         (request.code().empty() || LiesIn(key.second, request.code()));
}

// The catalogue as of then; each page after the first is of the same prefix of
// the log.
absl::StatusOr<CataloguePage> PageAsOf(const Ledger& ledger,
                                       const v1::ListCatalogueRequest& request,
                                       const Place& place, int page_size) {
  WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
  v1::AsOf as_of = request.as_of();
  if (!as_of.has_position()) {
    as_of.set_position(place.position > 0 ? place.position
                                          : ledger.log().GetHead().position);
  }
  WL_ASSIGN_OR_RETURN(const Catalogue catalogue,
                      CatalogueAsOf(ledger.log(), as_of));
  CataloguePage page;
  page.position = as_of.position();
  size_t bytes = 0;
  const auto& entries = catalogue.entries();
  for (auto it = entries.upper_bound(place.after); it != entries.end(); ++it) {
    if (!Asked(request, it->first, it->second)) continue;
    if (std::ssize(page.entries) == page_size || bytes >= kPageBytesMax) {
      page.more = true;
      break;
    }
    bytes += it->second.ByteSizeLong();
    page.entries.push_back(it->second);
  }
  return page;
}

absl::StatusOr<CataloguePage> PageOf(const Ledger& ledger,
                                     const v1::ListCatalogueRequest& request,
                                     const Place& place, int page_size) {
  if (IsEarlier(request.as_of())) {
    return PageAsOf(ledger, request, place, page_size);
  }
  return ledger.view().ListCatalogue({.kind = request.kind(),
                                      .code = request.code(),
                                      .retired = request.retired(),
                                      .after = place.after,
                                      .count_max = page_size});
}

}  // namespace

absl::StatusOr<v1::ListCatalogueResponse> ListCatalogue(
    const Ledger& ledger, const v1::ListCatalogueRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const std::string scope = ScopeOf(ledger, request);
  WL_ASSIGN_OR_RETURN(const Place place, PlaceOf(scope, request.page_token()));
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  WL_ASSIGN_OR_RETURN(CataloguePage page,
                      PageOf(ledger, request, place, page_size));
  v1::ListCatalogueResponse response;
  response.set_position(page.position);
  if (page.more) {
    response.set_next_page_token(
        TokenOf(scope, {.position = page.position,
                        .after = KeyOf(page.entries.back().item())}));
  }
  for (v1::CatalogueEntry& entry : page.entries) {
    *response.add_entries() = std::move(entry);
  }
  return response;
}

}  // namespace workledger

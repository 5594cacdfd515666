#include "engine/view/page_cursor.h"

#include <algorithm>

#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kSealBytes = 8;

Digest ScopeDigest(std::string_view ledger_uid, const v1::TicketFilter& filter,
                   const v1::AsOf& as_of, v1::TicketOrder order) {
  v1::ListTicketsRequest scope;
  *scope.mutable_filter() = filter;
  *scope.mutable_as_of() = as_of;
  scope.set_order(order);
  return Sha256({ledger_uid, scope.SerializeAsString()});
}

}  // namespace

PageScope::PageScope(std::string_view ledger_uid,
                     const v1::TicketFilter& filter, const v1::AsOf& as_of,
                     v1::TicketOrder order)
    : digest_(ScopeDigest(ledger_uid, filter, as_of, order)) {}

std::string PageScope::Seal(std::string_view place) const {
  return SealOf(place).append(place);
}

absl::StatusOr<std::string> PageScope::Unseal(std::string_view cursor) const {
  if (cursor.empty()) return std::string();
  const std::string_view place =
      cursor.substr(std::min(kSealBytes, cursor.size()));
  if (cursor.substr(0, kSealBytes) != SealOf(place)) {
    return FieldError(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token",
                      "got a token of another list, want one of this list");
  }
  return std::string(place);
}

std::string PageScope::SealOf(std::string_view place) const {
  const Digest digest = Sha256({AsBytes(digest_), place});
  return std::string(AsBytes(digest).substr(0, kSealBytes));
}

}  // namespace workledger

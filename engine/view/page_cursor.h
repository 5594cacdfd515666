#ifndef WORKLEDGER_VIEW_PAGE_CURSOR_H_
#define WORKLEDGER_VIEW_PAGE_CURSOR_H_

// Cursors of ticket pages: the place to go on after, sealed with a checksum
// over the place and over what is listed, so that a cursor that was made up or
// belongs to another list is refused.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// What a cursor belongs to.
class PageScope {
 public:
  PageScope(std::string_view ledger_uid, const v1::TicketFilter& filter,
            const v1::AsOf& as_of,
            v1::TicketOrder order = v1::TICKET_ORDER_UNSPECIFIED);

  // Returns the cursor of a place.
  std::string Seal(std::string_view place) const;

  // Returns the place of a cursor; the empty cursor gives the empty place.
  //
  //   INVALID_ARGUMENT  PAGE_TOKEN_INVALID.
  absl::StatusOr<std::string> Unseal(std::string_view cursor) const;

 private:
  std::string SealOf(std::string_view place) const;

  const Digest digest_;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_PAGE_CURSOR_H_

#ifndef WORKLEDGER_LEDGER_CATALOGUE_QUERY_H_
#define WORKLEDGER_LEDGER_CATALOGUE_QUERY_H_

// One ledger's answer to who asks for its catalogue, from the view or, as of
// an earlier state, from the catalogue's stream. Checks its request; does not
// wait.

#include "absl/status/statusor.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/catalogue_service.pb.h"

namespace workledger {

// Every page of an earlier state is of the state of the first page.
//
//   INVALID_ARGUMENT  PAGE_TOKEN_INVALID, or the request's shape is wrong.
//   OUT_OF_RANGE      POSITION_AHEAD.
absl::StatusOr<v1::ListCatalogueResponse> ListCatalogue(
    const Ledger& ledger, const v1::ListCatalogueRequest& request);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_CATALOGUE_QUERY_H_

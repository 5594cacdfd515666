#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_IMPORT_CLIENT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_IMPORT_CLIENT_H_

// The two calls of the server that an import makes.

#include "absl/status/statusor.h"
#include "workledger/v1/command_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Each call waits for its answer, with a deadline. A status that the server
// sent carries its reason (workledger/error.h). Thread-safe: calls overlap.
class ImportClient {
 public:
  virtual ~ImportClient() = default;

  virtual absl::StatusOr<v1::BatchExecuteResponse> BatchExecute(
      const v1::BatchExecuteRequest& request) = 0;
  virtual absl::StatusOr<v1::ListTicketsResponse> ListTickets(
      const v1::ListTicketsRequest& request) = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_IMPORT_CLIENT_H_

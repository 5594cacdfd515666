#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_BATCH_SENDER_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_BATCH_SENDER_H_

// Sends one batch of commands until every one of them has its outcome.
//
//   SendTotals totals;
//   absl::Status status = SendBatch(client, patience, batch, &totals);

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "tools/workledger/import/backoff.h"
#include "tools/workledger/import/import_client.h"
#include "workledger/v1/command_service.pb.h"
#include "workledger/v1/event.pb.h"

namespace workledger {

// Commands, and the row of the file that each comes from.
struct Batch {
  v1::BatchExecuteRequest request;
  std::vector<uint64_t> rows;
};

// What the answers told. Sums.
struct SendTotals {
  uint64_t commands = 0;
  // Of them, those that the ledger knew already.
  uint64_t replayed = 0;
  // Added by commands that were not replayed.
  uint64_t events = 0;
  std::map<v1::FindingKind, uint64_t> findings;
  // Of the last event, also of replayed commands.
  uint64_t last_position = 0;

  void Add(const SendTotals& other);
};

// Sends `batch`, and again from the first command on whose outcome allows it:
// what was done already is then answered as replayed, and the commands of a
// ticket keep their order. Adds to `totals`, also when it fails.
//
//   any code     a command was refused; message: "row N: ...".
//   UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED
//                nothing helped for kNoProgressMax.
//   INTERNAL     the server's answer has not one outcome for each command.
absl::Status SendBatch(ImportClient& client, const Patience& patience,
                       Batch batch, SendTotals* totals);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_BATCH_SENDER_H_

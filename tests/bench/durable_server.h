#ifndef WORKLEDGER_TESTS_BENCH_DURABLE_SERVER_H_
#define WORKLEDGER_TESTS_BENCH_DURABLE_SERVER_H_

// The practical limit of a durable unary call: a server that parses the request
// and makes as many bytes durable as the engine does, and does nothing else. It
// decides nothing, keeps no fold, no chain and no view.

#include <string>

namespace workledger::bench {

// Serves CommandService.Execute on a free port and prints its address. The
// calls that have gathered become durable in one synced write of the log's own
// rows, with the log's own options, in a new database in `directory`; then they
// are answered. Never returns.
int ServeDurable(const std::string& directory);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_DURABLE_SERVER_H_

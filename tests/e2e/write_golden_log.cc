// Writes the golden log: the first days of the simulated year of seed 1, told
// to a server in this process, as `workledger log export` writes them.
//
//   write_golden_log tests/e2e/golden_days.export
//
// The file in the tree is for ever, like every stored event. It is written
// again only to add what days of today's program hold; golden_log_test says
// what it folds to.

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "services/server.h"
#include "tools/workledger/client.h"
#include "tools/workledger/log_export.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

// The first week with its holiday, and the day of the first alarm.
constexpr absl::Duration kDays = absl::Hours(8 * 24);

absl::Status CreateGolden(Client& client) {
  v1::CreateLedgerRequest create;
  create.set_ledger("golden");
  create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  *create.mutable_start_time() = ToTimestamp(YearStart());
  return client.Call(&v1::LedgerService::Stub::CreateLedger, create).status();
}

absl::Status AdvanceTo(absl::Time time, Player& player) {
  v1::Command command;
  command.mutable_actor()->set_principal("simulation");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  *command.mutable_advance_time()->mutable_now_time() = ToTimestamp(time);
  return player.Send(std::move(command));
}

absl::Status TellDays(Player& player) {
  v1::Command catalogue;
  *catalogue.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  *catalogue.mutable_change_catalogue() = MakeCatalogue(1);
  WL_RETURN_IF_ERROR(player.Send(std::move(catalogue)));
  absl::Time now = YearStart();
  for (Step& step : TellYear(1, 1)) {
    if (step.time >= YearStart() + kDays) break;
    if (step.time > now) WL_RETURN_IF_ERROR(AdvanceTo(step.time, player));
    now = step.time;
    *step.command.mutable_occur_time() = ToTimestamp(step.time);
    WL_RETURN_IF_ERROR(player.Send(std::move(step.command)));
  }
  return AdvanceTo(YearStart() + kDays, player);
}

absl::Status Write(const char* file) {
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, Engine::Open({}));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<Server> server,
                      Server::Start(*engine, {.listen = "127.0.0.1:0"}));
  Client client(server->address());
  WL_RETURN_IF_ERROR(CreateGolden(client));
  Player player(client, "golden", 1);
  WL_RETURN_IF_ERROR(TellDays(player));
  const Session session = {.server = server->address(),
                           .ledger = "golden",
                           .zone = absl::UTCTimeZone(),
                           .out = std::cout,
                           .err = std::cerr};
  return RunLogExport({.file = file}, session);
}

}  // namespace
}  // namespace workledger

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_golden_log FILE\n";
    return EXIT_FAILURE;
  }
  const absl::Status status = workledger::Write(argv[1]);
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << status << '\n';
  return EXIT_FAILURE;
}

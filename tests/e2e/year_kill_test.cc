// A server that is killed while a driven clock goes on: whoever gives the same
// orders again comes to the same log, event by event.

#include <atomic>
#include <csignal>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/client.h"
#include "tools/workledger/decoded_record.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/log_service.pb.h"

namespace workledger {
namespace {

constexpr char kLedger[] = "year";

// A server that can be killed and comes back at the same address.
class KillableServer {
 public:
  KillableServer() { Start("127.0.0.1:0"); }

  void Kill() { server_->process.Signal(SIGKILL); }
  void Revive() {
    const std::string address = server_->address;
    server_->process.Wait();
    Start(address);
  }
  const std::string& address() const { return server_->address; }

 private:
  void Start(const std::string& listen) {
    auto server =
        StartServer(WORKLEDGERD, (directory_.path() / "data").string(), listen);
    ASSERT_THAT(server.status(), IsOk());
    server_ = std::make_unique<RunningServer>(*std::move(server));
  }

  const TempDir directory_;
  std::unique_ptr<RunningServer> server_;
};

uint64_t HeadOf(Client& client) {
  v1::GetLedgerRequest request;
  request.set_ledger(kLedger);
  const auto response =
      client.Call(&v1::LedgerService::Stub::GetLedger, request);
  return response.ok() ? response->ledger().head_position() : 0;
}

// Kills the server when its log has reached a position.
class Killer {
 public:
  Killer(KillableServer& server, uint64_t position)
      : thread_([this, &server, position] {
          Client client(server.address());
          while (!called_off_ && HeadOf(client) < position) {
          }
          if (!called_off_) server.Kill();
        }) {}
  ~Killer() {
    called_off_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> called_off_ = false;
  std::thread thread_;
};

// The first quarter's repairs, cleaning and incidents; what is not done by its
// end stays undone.
Steps Quarter() {
  const absl::Time end =
      absl::FromCivil(absl::CivilDay(2025, 4, 1), BureauTime());
  Steps steps = TellYear(1, 1);
  std::erase_if(steps, [end](const Step& step) {
    return step.time >= end || step.command.has_record_tally() ||
           step.command.ticket().starts_with("service-");
  });
  return steps;
}

void Create(Client& client) {
  v1::CreateLedgerRequest request;
  request.set_ledger(kLedger);
  request.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  *request.mutable_start_time() = ToTimestamp(YearStart());
  ASSERT_THAT(client.Call(&v1::LedgerService::Stub::CreateLedger, request),
              IsOk());
}

v1::Command Catalogue() {
  v1::Command command;
  *command.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  *command.mutable_change_catalogue() = MakeCatalogue(1);
  return command;
}

// Tells the quarter, and goes on to the end of the year; kills the server as
// often within a batch, at random records. Returns how often it died.
int Tell(KillableServer& server, int kills) {
  Client client(server.address());
  std::mt19937 random(7);
  std::optional<Killer> killer;
  int deaths = 0;
  Create(client);
  const absl::Time end = absl::Now() + absl::Minutes(10);
  Player player(client, kLedger, 1, [&](const absl::Status& status) {
    if (absl::Now() > end) return status;
    // Else it lives again already, and the connection is about to.
    if (killer.has_value()) {
      killer.reset();
      server.Revive();
      ++deaths;
    }
    return absl::OkStatus();
  });
  EXPECT_THAT(player.Send(Catalogue()), IsOk());
  uint64_t days_left = 1;
  const auto found = [&](absl::Time, uint64_t position) {
    // After some days, while there is work and later while only timers fire.
    if (--days_left == 0 && deaths < kills && !killer.has_value()) {
      killer.emplace(server, position + 1 + random() % 40);
    }
    if (days_left == 0) days_left = 1 + random() % 6;
    return absl::StatusOr<Steps>(Steps());
  };
  EXPECT_THAT(player.Play(Quarter(), found), IsOk());
  killer.reset();
  return deaths;
}

// Every record, without what tells one ledger from another.
std::vector<std::string> LinesOf(Client& client) {
  std::vector<std::string> lines;
  v1::ReadEventsRequest request;
  request.set_ledger(kLedger);
  request.set_page_size(1000);
  for (uint64_t head = 1; request.from_position() <= head;) {
    const auto page = client.Call(&v1::LogService::Stub::ReadEvents, request);
    EXPECT_THAT(page.status(), IsOk());
    if (!page.ok()) break;
    for (const v1::StoredRecord& stored : page->records()) {
      auto decoded = DecodeRecord(stored);
      EXPECT_THAT(decoded.status(), IsOk());
      if (!decoded.ok()) return lines;
      decoded->record.clear_ledger_uid();
      // A transaction ends where its batch does, and that may be elsewhere.
      decoded->record.clear_first_position();
      decoded->record.clear_last_position();
      lines.push_back(decoded->record.ShortDebugString() +
                      decoded->event.ShortDebugString());
    }
    request.set_from_position(page->next_position());
    head = page->head_position();
  }
  return lines;
}

TEST(YearKillTest, AKilledServerComesToTheSameLog) {
  constexpr int kKills = 16;
  KillableServer calm;
  EXPECT_EQ(Tell(calm, 0), 0);
  KillableServer killed;
  EXPECT_EQ(Tell(killed, kKills), kKills);
  Client calm_client(calm.address());
  Client killed_client(killed.address());
  const std::vector<std::string> wanted = LinesOf(calm_client);
  const std::vector<std::string> lines = LinesOf(killed_client);
  EXPECT_GT(wanted.size(), 16'000u);
  ASSERT_EQ(lines.size(), wanted.size());
  for (size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(lines[i], wanted[i]);
}

}  // namespace
}  // namespace workledger

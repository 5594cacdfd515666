// What was signed, checked against the real server by the real tool.

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/client.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Arguments = std::vector<std::string>;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kFile = 4;
constexpr int kServerCannotOpen = 71;

std::string Slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ProofsE2eTest : public testing::Test {
 protected:
  std::string Path(std::string_view name) const {
    return (directory_.path() / name).string();
  }

  std::string Write(std::string_view name, std::string_view content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    return Path(name);
  }

  std::unique_ptr<RunningServer> Serve(std::string_view data) const {
    auto server = StartServer(WORKLEDGERD, Path(data));
    EXPECT_THAT(server.status(), IsOk());
    return std::make_unique<RunningServer>(*std::move(server));
  }

  // A server with a ledger of `reports` + 1 records, and its key in `key_`.
  std::unique_ptr<RunningServer> ServeNew(int reports) {
    auto server = Serve("data");
    const auto created = Tool(*server, {"ledger", "create", "bureau"});
    EXPECT_EQ(created.exit_code, kDone) << created.errors;
    Report(*server, "t", reports);
    const auto key = Tool(*server, {"proof", "key"});
    EXPECT_EQ(key.exit_code, kDone) << key.errors;
    key_ = Write("key", key.output);
    return server;
  }

  static void Stop(RunningServer& server) {
    server.process.Signal(SIGTERM);
    EXPECT_EQ(server.process.Wait(), kDone);
  }

  static Finished Run(const Arguments& arguments) {
    auto finished = RunToEndWithErrors(arguments);
    EXPECT_THAT(finished.status(), IsOk());
    return *std::move(finished);
  }

  static Finished Tool(const RunningServer& server,
                       const Arguments& arguments) {
    Arguments all = {WORKLEDGER, "--server", server.address, "--ledger",
                     "bureau"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return Run(all);
  }

  // Reports tickets {prefix}-0 and so on.
  static void Report(const RunningServer& server, const std::string& prefix,
                     int count) {
    Client client(server.address);
    for (int done = 0; done < count;) {
      v1::BatchExecuteRequest request;
      request.set_ledger("bureau");
      for (; done < count &&
             request.commands_size() < static_cast<int>(kBatchCommandsMax);
           ++done) {
        v1::Command& command = *request.add_commands();
        command.set_request_id(absl::StrCat(prefix, "-", done));
        command.set_ticket(command.request_id());
        command.mutable_actor()->set_principal("zhao");
        command.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
        command.mutable_actor()->add_roles(v1::ROLE_DESK);
        command.mutable_report()->set_channel(v1::CHANNEL_HOTLINE);
        command.mutable_report()->mutable_text()->set_clear("a leak");
      }
      const auto response =
          client.Call(&v1::CommandService::Stub::BatchExecute, request);
      ASSERT_THAT(response.status(), IsOk());
      for (const auto& outcome : response->outcomes()) {
        ASSERT_FALSE(outcome.has_error()) << outcome.error().message();
      }
    }
  }

  Finished Monitor(const RunningServer& server) const {
    return Tool(server, {"verify", "--key", key_, "--monitor", Path("seen")});
  }

  const TempDir directory_;
  std::string key_;
};

TEST_F(ProofsE2eTest, ALiveServerIsVerifiedByTheKeyAlone) {
  const auto server = ServeNew(300);
  const Finished whole = Tool(*server, {"verify", "--key", key_});
  EXPECT_EQ(whole.exit_code, kDone) << whole.errors;
  EXPECT_THAT(whole.output,
              StartsWith("301 records of bureau, positions 1 to 301, as "
                         "signed: checkpoint of 301, root "));
  const Finished part =
      Tool(*server, {"verify", "--key", key_, "--from", "57", "--to", "210"});
  EXPECT_EQ(part.exit_code, kDone) << part.errors;
  EXPECT_THAT(part.output, StartsWith("154 records of bureau, positions 57"));
  const Finished one =
      Tool(*server, {"verify", "--key", key_, "--from", "9", "--to", "9"});
  EXPECT_EQ(one.exit_code, kDone) << one.errors;
  // An earlier checkpoint is as good for what it holds.
  const std::string before =
      Write("before", Tool(*server, {"proof", "checkpoint"}).output);
  Report(*server, "more", 10);
  const Finished then =
      Tool(*server, {"verify", "--key", key_, "--checkpoint", before});
  EXPECT_EQ(then.exit_code, kDone) << then.errors;
  EXPECT_THAT(then.output, HasSubstr("checkpoint of 301"));
}

TEST_F(ProofsE2eTest, BadKeysAndPlacesAreRefusedByName) {
  const auto server = ServeNew(5);
  struct Case {
    Arguments arguments;
    int exit_code;
    const char* error;
  };
  const std::string other = Write(
      "other",
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n");
  const std::string none = Write("none", "no key\n");
  const std::string large = Write("large", std::string(200000, 'x'));
  for (const Case& bad : {
           Case{{"--key", other}, kRefused, "SIGNATURE_INVALID"},
           Case{{"--key", none}, kRefused, "FIELD_INVALID"},
           Case{{"--key", large}, kFile, "got more than"},
           Case{{"--key", Path("missing")}, kFile, "cannot be read"},
           Case{{"--key", key_, "--from", "0"}, kUsage, "--from"},
           Case{{"--key", key_, "--from", "7"}, kUsage, "--from"},
           Case{{"--key", key_, "--to", "7"}, kRefused, "POSITION_AHEAD"},
           Case{{"--key", key_, "--from", "4", "--to", "3"}, kUsage, "--to"},
           Case{{"--monitor", Path("seen")}, kUsage, "--key"},
           Case{{"--key", key_, "--monitor", Path("seen"), "--from", "2"},
                kUsage,
                "--monitor"},
           Case{{"--key", key_, "--monitor", Path("seen"), "--to", "2"},
                kUsage,
                "--monitor"},
           Case{
               {"--key", key_, "--monitor", Path("seen"), "--checkpoint", none},
               kUsage,
               "--monitor"},
           Case{{"--key", key_, "--checkpoint", none}, kRefused, "FIELD_INV"},
           Case{{"--key", other, "--monitor", Path("seen")},
                kRefused,
                "SIGNATURE_INVALID"},
       }) {
    Arguments all = {"verify"};
    all.insert(all.end(), bad.arguments.begin(), bad.arguments.end());
    const Finished finished = Tool(*server, all);
    EXPECT_EQ(finished.exit_code, bad.exit_code) << bad.error;
    EXPECT_THAT(finished.errors, HasSubstr(bad.error));
  }
  EXPECT_FALSE(fs::exists(Path("seen")));
}

TEST_F(ProofsE2eTest, AnExportIsVerifiedOfflineAndAForgedByteIsCaught) {
  auto server = ServeNew(40);
  const std::string whole = Path("whole");
  const std::string tail = Path("tail");
  ASSERT_EQ(Tool(*server, {"log", "export", whole}).exit_code, kDone);
  ASSERT_EQ(Tool(*server, {"log", "export", tail, "--from", "30"}).exit_code,
            kDone);
  const std::string checkpoint =
      Write("checkpoint", Tool(*server, {"proof", "checkpoint"}).output);
  Stop(*server);
  const auto verify = [&](const std::string& file, Arguments more) {
    Arguments all = {WORKLEDGER, "verify", "--export", file, "--key", key_};
    all.insert(all.end(), more.begin(), more.end());
    return Run(all);
  };
  for (const std::string& file : {whole, tail}) {
    const Finished alone = verify(file, {});
    EXPECT_EQ(alone.exit_code, kDone) << alone.errors;
    EXPECT_THAT(alone.output,
                HasSubstr("as signed up to position 41: checkpoint of 41"));
    const Finished by = verify(file, {"--checkpoint", checkpoint});
    EXPECT_EQ(by.exit_code, kDone) << by.errors;
  }
  const std::string good = Slurp(whole);
  std::mt19937 random(5);
  for (int i = 0; i < 40; ++i) {
    std::string forged = good;
    const size_t at = random() % forged.size();
    forged[at] = static_cast<char>(forged[at] ^ (1 + random() % 255));
    const Finished caught = verify(Write("forged", forged), {});
    EXPECT_EQ(caught.exit_code, kRefused) << "byte " << at;
  }
}

TEST_F(ProofsE2eTest, TheMonitorComplainsOfAFork) {
  auto first = ServeNew(20);
  const Finished seen = Monitor(*first);
  EXPECT_EQ(seen.exit_code, kDone) << seen.errors;
  EXPECT_THAT(seen.output, HasSubstr("checkpoint of 21"));
  EXPECT_THAT(seen.output, HasSubstr("the first one seen"));
  // Nothing new is no fork.
  EXPECT_EQ(Monitor(*first).exit_code, kDone);
  Stop(*first);
  fs::copy(Path("data"), Path("twin"), fs::copy_options::recursive);
  first = Serve("data");
  const auto twin = Serve("twin");
  Report(*first, "mine", 3);
  Report(*twin, "other", 3);
  const Finished on = Monitor(*first);
  EXPECT_EQ(on.exit_code, kDone) << on.errors;
  EXPECT_THAT(on.output, HasSubstr("checkpoint of 24"));
  EXPECT_THAT(on.output, HasSubstr("goes on from that of 21"));
  const std::string kept = Slurp(Path("seen"));
  // As many records, then more, of another history.
  for (int i = 0; i < 2; ++i) {
    const Finished fork = Monitor(*twin);
    EXPECT_EQ(fork.exit_code, kRefused);
    EXPECT_THAT(fork.errors, HasSubstr("(HISTORY_FORKED)"));
    EXPECT_EQ(Slurp(Path("seen")), kept);
    EXPECT_EQ(Slurp(Path("seen.fork")),
              Tool(*twin, {"proof", "checkpoint"}).output);
    Report(*twin, "again", 9);
  }
  // It is told also where it cannot be kept.
  fs::remove(Path("seen.fork"));
  fs::create_directory(Path("seen.fork"));
  const Finished fork = Monitor(*twin);
  EXPECT_EQ(fork.exit_code, kRefused);
  EXPECT_THAT(fork.errors, HasSubstr("could not be kept"));
  EXPECT_THAT(fork.errors, HasSubstr("(HISTORY_FORKED)"));
  EXPECT_EQ(Monitor(*first).exit_code, kDone);
}

TEST_F(ProofsE2eTest, TheMonitorComplainsOfLostRecords) {
  auto server = ServeNew(20);
  Stop(*server);
  fs::copy(Path("data"), Path("copy"), fs::copy_options::recursive);
  server = Serve("data");
  Report(*server, "later", 5);
  EXPECT_EQ(Monitor(*server).exit_code, kDone);
  const auto older = Serve("copy");
  const Finished lost = Monitor(*older);
  EXPECT_EQ(lost.exit_code, kRefused);
  EXPECT_THAT(lost.errors, HasSubstr("less than the 26 records"));
  EXPECT_THAT(lost.errors, HasSubstr("(HISTORY_FORKED)"));
}

TEST_F(ProofsE2eTest, TheMonitorLooksAgainUntilItIsStopped) {
  auto server = ServeNew(3);
  auto monitor = ChildProcess::Start(
      {WORKLEDGER, "--server", server->address, "--ledger", "bureau", "verify",
       "--key", key_, "--monitor", Path("seen"), "--interval", "1s"});
  ASSERT_THAT(monitor.status(), IsOk());
  const auto first = monitor->ReadLine();
  ASSERT_THAT(first.status(), IsOk());
  EXPECT_THAT(*first, StartsWith("checkpoint of 4,"));
  Report(*server, "more", 2);
  std::string line;
  // The one before may still be of 4.
  for (int i = 0; i < 5 && !line.starts_with("checkpoint of 6,"); ++i) {
    line = *monitor->ReadLine();
  }
  EXPECT_THAT(line, StartsWith("checkpoint of 6,"));
  monitor->Signal(SIGTERM);
  EXPECT_EQ(monitor->Wait(), kDone);
}

// The tree is made in the background: a server is killed again and again while
// it is, also from the first record on.
TEST_F(ProofsE2eTest, TheTreeOutlastsKills) {
  constexpr int kReports = 256;
  auto server = ServeNew(0);
  std::mt19937 random(3);
  for (int i = 0; i < 8; ++i) {
    Report(*server, absl::StrCat("batch-", i), 6 * kReports);
    if (i % 2 == 1) {
      server->process.Signal(SIGKILL);
      server->process.Wait();
      fs::remove_all(Path("data/views"));
      server = Serve("data");
    }
    absl::SleepFor(absl::Milliseconds(random() % 120));
    server->process.Signal(SIGKILL);
    server->process.Wait();
    server = Serve("data");
    const Finished on = Monitor(*server);
    ASSERT_EQ(on.exit_code, kDone) << on.errors;
  }
  const Finished whole = Tool(*server, {"verify", "--key", key_});
  EXPECT_EQ(whole.exit_code, kDone) << whole.errors;
  EXPECT_THAT(whole.output, StartsWith(absl::StrCat(8 * 6 * kReports + 1,
                                                    " records of bureau")));
  const Finished views = Tool(*server, {"verify"});
  EXPECT_EQ(views.exit_code, kDone) << views.output << views.errors;
}

TEST_F(ProofsE2eTest, AKeyThatTheServerMayNotReadIsRefusedByName) {
  auto server = ServeNew(1);
  Stop(*server);
  const std::string key = Path("data/signing_key.pem");
  Arguments command;
  if (geteuid() == 0) {
    // Root reads everything, so the server runs as nobody.
    constexpr uid_t kNobody = 65534;
    for (const auto& entry : fs::recursive_directory_iterator(Path("data"))) {
      ASSERT_EQ(lchown(entry.path().c_str(), kNobody, kNobody), 0);
    }
    ASSERT_EQ(lchown(Path("data").c_str(), kNobody, kNobody), 0);
    ASSERT_EQ(lchown(key.c_str(), 0, 0), 0);
    ASSERT_EQ(chmod(directory_.path().c_str(), 0755), 0);
    command = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534",
               "--clear-groups"};
  } else {
    ASSERT_EQ(chmod(key.c_str(), 0), 0);
  }
  command.insert(command.end(), {WORKLEDGERD, "--data-dir", Path("data"),
                                 "--listen", "127.0.0.1:0"});
  const Finished refused = Run(command);
  EXPECT_EQ(refused.exit_code, kServerCannotOpen);
  EXPECT_THAT(refused.errors, HasSubstr(key));
  EXPECT_THAT(refused.errors, HasSubstr("Permission denied"));
}

}  // namespace
}  // namespace workledger

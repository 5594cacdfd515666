#include "tests/e2e/bureau_year.h"

#include <csignal>
#include <memory>
#include <utility>

#include "tests/support/temp_dir.h"
#include "tools/workledger/decoded_record.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/log_service.pb.h"

namespace workledger {
namespace {

constexpr char kLedger[] = "year";

// What the tests of the year share.
struct Year {
  TempDir directory;
  std::unique_ptr<RunningServer> server;
  std::unique_ptr<Client> client;
  std::string fold_lines;
  std::vector<v1::Ticket> folds;
};

Year*& Shared() {
  static Year* year = nullptr;
  return year;
}

void Start(Year& year) {
  auto server =
      StartServer(WORKLEDGERD, (year.directory.path() / "data").string());
  ASSERT_TRUE(server.ok()) << server.status();
  year.server = std::make_unique<RunningServer>(*std::move(server));
  year.client = std::make_unique<Client>(year.server->address);
}

}  // namespace

void BureauYearTest::SetUpTestSuite() {
  Shared() = new Year;
  Start(*Shared());
  const Finished told = Tool({"simulate", "--profile", "bureau-year"});
  ASSERT_EQ(told.exit_code, 0) << told.errors;
  const auto ledger = Rows<v1::Ledger>({"ledger", "show", kLedger});
  ASSERT_EQ(ledger.size(), 1u);
  Shared()->fold_lines = Tool({"ticket", "list", "--all", "--min-position",
                               std::to_string(ledger[0].head_position())})
                             .output;
  Shared()->folds = RowsOf<v1::Ticket>(Shared()->fold_lines);
}

void BureauYearTest::TearDownTestSuite() {
  delete Shared();
  Shared() = nullptr;
}

void BureauYearTest::Restart() {
  Shared()->server->process.Signal(SIGKILL);
  Shared()->server->process.Wait();
  Start(*Shared());
}

Finished BureauYearTest::Tool(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {
      WORKLEDGER, "--server", Shared()->server->address, "--ledger", kLedger,
      "--output", "json"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  auto finished = RunToEndWithErrors(all);
  EXPECT_TRUE(finished.ok()) << finished.status();
  return finished.ok() ? *finished : Finished();
}

Client& BureauYearTest::client() { return *Shared()->client; }

const std::string& BureauYearTest::FoldLines() { return Shared()->fold_lines; }

const std::vector<v1::Ticket>& BureauYearTest::Folds() {
  return Shared()->folds;
}

void BureauYearTest::VisitEvents(const std::vector<v1::Event::BodyCase>& types,
                                 const Visit& visit) {
  v1::ReadEventsRequest request;
  request.set_ledger(kLedger);
  request.set_page_size(1000);
  for (const v1::Event::BodyCase type : types) {
    request.mutable_filter()->add_event_types(static_cast<uint32_t>(type));
  }
  for (uint64_t head = 1; request.from_position() <= head;) {
    const auto page = client().Call(&v1::LogService::Stub::ReadEvents, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::StoredRecord& stored : page->records()) {
      const auto decoded = DecodeRecord(stored);
      ASSERT_TRUE(decoded.ok()) << decoded.status();
      visit(decoded->record, decoded->event);
    }
    request.set_from_position(page->next_position());
    head = page->head_position();
  }
}

}  // namespace workledger

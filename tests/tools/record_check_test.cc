// `workledger verify --key` against a server that lies.

#include "tools/workledger/record_check.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/engine/engine_fixture.h"
#include "tests/services/fake_engine.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kFirst = 5;
constexpr uint64_t kLast = 9;

class RecordCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    honest_ = *std::move(engine);
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_THAT(Call(*honest_, &Engine::CreateLedger, create), IsOk());
    for (int i = 0; i < 12; ++i) Report();
    lying_.get_ledger = Honest(&Engine::GetLedger);
    lying_.get_checkpoint = Honest(&Engine::GetCheckpoint);
    lying_.get_range_proof = Honest(&Engine::GetRangeProof);
    lying_.read_events = Honest(&Engine::ReadEvents);
    auto server = Server::Start(lying_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    v1::GetCheckpointRequest checkpoint;
    checkpoint.set_ledger("main");
    const auto response = Call(*honest_, &Engine::GetCheckpoint, checkpoint);
    ASSERT_THAT(response, IsOk());
    std::ofstream(KeyFile()) << response->verifier_key() << '\n';
  }

  void Report() {
    const std::string name = absl::StrCat("t-", reports_++);
    ASSERT_THAT(Call(*honest_, &Engine::Execute, ReportRequest(name, name)),
                IsOk());
  }

  std::string KeyFile() const { return (directory_.path() / "key").string(); }

  template <typename Request, typename Response>
  FakeEngine::Answer<Request, Response> Honest(
      void (Engine::*method)(Request, CallOptions, Callback<Response>)) {
    return [this, method](const Request& request, const CallOptions&) {
      return Call(*honest_, method, request);
    };
  }

  // Lets `lie` change what ReadEvents answers.
  void ReadLies(std::function<void(v1::ReadEventsResponse&)> lie) {
    lying_.read_events = [this, lie = std::move(lie)](
                             const v1::ReadEventsRequest& request,
                             const CallOptions&) {
      auto response = Call(*honest_, &Engine::ReadEvents, request);
      if (response.ok()) lie(*response);
      return response;
    };
  }

  absl::Status Check(uint64_t from, std::optional<uint64_t> to) {
    out_.str("");
    return RunRecordCheck({.key_file = KeyFile(),
                           .checkpoint_file = "",
                           .from_position = from,
                           .to_position = to},
                          {.server = server_->address(),
                           .ledger = "main",
                           .zone = absl::UTCTimeZone(),
                           .out = out_,
                           .err = err_});
  }

  void ExpectRefused(v1::ErrorReason reason, uint64_t from = kFirst) {
    const absl::Status status = Check(from, kLast);
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_EQ(out_.str(), "");
  }

  const TempDir directory_;
  std::unique_ptr<Engine> honest_;
  FakeEngine lying_;
  std::unique_ptr<Server> server_;
  int reports_ = 0;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RecordCheckTest, AcceptsWhatWasSigned) {
  EXPECT_THAT(Check(kFirst, kLast), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("5 records of main, positions 5 to 9"));
  Report();
  // Right after it was acknowledged.
  EXPECT_THAT(Check(1, std::nullopt), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("14 records of main, positions 1 to 14"));
}

TEST_F(RecordCheckTest, RefusesAChangedRecord) {
  ReadLies([](v1::ReadEventsResponse& page) {
    page.mutable_records(0)->mutable_record()->append(
        std::string("\xfa\x3f\x01x", 4));  // a field that nobody knows
  });
  ExpectRefused(v1::ERROR_REASON_PROOF_INVALID);
}

TEST_F(RecordCheckTest, RefusesABrokenChain) {
  ReadLies([](v1::ReadEventsResponse& page) {
    page.mutable_records(2)->mutable_chain()->front() ^= 1;
  });
  ExpectRefused(v1::ERROR_REASON_CHAIN_BROKEN);
}

// The proof is a true one of those that it does send.
TEST_F(RecordCheckTest, RefusesARecordTooFew) {
  ReadLies([](v1::ReadEventsResponse& page) {
    if (page.records_size() > 0) page.mutable_records()->RemoveLast();
  });
  lying_.get_range_proof = [this](v1::GetRangeProofRequest request,
                                  const CallOptions&) {
    request.set_last_position(kLast - 1);
    return Call(*honest_, &Engine::GetRangeProof, request);
  };
  ExpectRefused(v1::ERROR_REASON_PROOF_INVALID);
}

TEST_F(RecordCheckTest, RefusesNoRecords) {
  ReadLies([](v1::ReadEventsResponse& page) { page.clear_records(); });
  ExpectRefused(v1::ERROR_REASON_PROOF_INVALID);
  ExpectRefused(v1::ERROR_REASON_PROOF_INVALID, 1);
}

TEST_F(RecordCheckTest, RefusesRecordsOfOtherPlaces) {
  ReadLies([](v1::ReadEventsResponse& page) {
    page.mutable_records()->SwapElements(0, 1);
  });
  ExpectRefused(v1::ERROR_REASON_PROOF_INVALID);
}

TEST_F(RecordCheckTest, RefusesAWrongProof) {
  lying_.get_range_proof = [this](const v1::GetRangeProofRequest& request,
                                  const CallOptions&) {
    auto response = Call(*honest_, &Engine::GetRangeProof, request);
    if (response.ok()) {
      response->mutable_proof()->mutable_left_hashes(0)->front() ^= 1;
    }
    return response;
  };
  ExpectRefused(v1::ERROR_REASON_PROOF_INVALID);
}

}  // namespace
}  // namespace workledger

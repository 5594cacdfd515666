#ifndef WORKLEDGER_TESTS_REPLAY_VERIFY_FIXTURE_H_
#define WORKLEDGER_TESTS_REPLAY_VERIFY_FIXTURE_H_

// A small ledger with its views that is verified, and what it was found to be.

#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "engine/log/memory.h"
#include "engine/replay/verify.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"

namespace workledger {

class VerifyTest : public testing::Test {
 protected:
  VerifyTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())) {}

  // Brings a small ledger and its views up to the head.
  void Fill() {
    std::mt19937 random(1);
    history_.Create("east");
    history_.AddRandom(99, 10, random);
    Catch();
  }

  void Catch() {
    const auto view = LedgerView::Open(*store_, log_);
    ASSERT_THAT(view, IsOk());
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = (*view)->Advance();
  }

  v1::VerifyLedgerResponse Verify(const EventLog& log) {
    const auto result =
        VerifyLedger(log, *store_, Scratch(),
                     [](const v1::VerifyLedgerResponse&) { return true; });
    EXPECT_THAT(result, IsOk());
    EXPECT_FALSE(std::filesystem::exists(Scratch()));
    return result.value_or(v1::VerifyLedgerResponse());
  }

  // The record that is next in a ticket's stream, good until it is changed.
  v1::Record NextRecord() const {
    v1::StreamId stream;
    stream.set_kind(v1::STREAM_KIND_TICKET);
    stream.set_key("bad");
    return history_.NextRecord(stream, Reported({}), absl::ZeroDuration());
  }

  std::string Scratch() const {
    return (directory_.path() / "scratch").string();
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
};

// A violation of `check` at `position` whose detail has `detail`.
inline auto Violates(const std::string& check, uint64_t position,
                     const std::string& detail) {
  return testing::AllOf(
      testing::Property(&v1::Violation::check, check),
      testing::Property(&v1::Violation::position, position),
      testing::Property(&v1::Violation::detail, testing::HasSubstr(detail)));
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_REPLAY_VERIFY_FIXTURE_H_

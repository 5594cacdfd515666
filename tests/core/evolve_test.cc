#include "engine/core/evolve.h"

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// What nobody did: the engine found it of clocks, or that no word came.
bool IsFound(const v1::Event& event) {
  return event.has_progress_missed() ||
         (event.body_case() >= v1::Event::kClocksStarted &&
          event.body_case() <= v1::Event::kPolicyMigrated);
}

TEST(EvolveTest, AnyEventCanBeAppliedInAnyState) {
  for (const v1::TicketState state : RepairStates()) {
    for (const v1::Event& event : SampleEvents()) {
      Scene scene = Given(PathTo(state));
      const uint64_t version = scene.ticket().version();
      scene.And(event);
      EXPECT_EQ(scene.ticket().version(), version + 1);
      // It is no change of the ticket.
      EXPECT_EQ(FromTimestamp(scene.ticket().milestones().change_time()),
                kStart + absl::Minutes(IsFound(event) ? version - 1 : version));
    }
  }
}

TEST(EvolveTest, AnyEventCanBeTheFirst) {
  for (const v1::Event& event : SampleEvents()) {
    EXPECT_EQ(Given({event}).ticket().version(), 1u);
  }
}

TEST(EvolveTest, KeepsWhenEachMilestoneWasReached) {
  const v1::Ticket ticket = Given(PathTo(v1::TICKET_STATE_CLOSED)).ticket();
  const v1::Milestones& m = ticket.milestones();
  const google::protobuf::Timestamp kInOrder[] = {
      m.report_time(),      m.accept_time(), m.dispatch_time(),
      m.acknowledge_time(), m.arrive_time(), m.start_time(),
      m.complete_time(),    m.verify_time(), m.close_time()};
  int minute = 0;
  for (const google::protobuf::Timestamp& time : kInOrder) {
    EXPECT_EQ(FromTimestamp(time), kStart + absl::Minutes(minute++));
  }
  EXPECT_EQ(FromTimestamp(m.change_time()), FromTimestamp(m.close_time()));
}

TEST(EvolveTest, SourcesOwnReportTimeCounts) {
  const v1::Ticket ticket =
      Given({Happened("ticket_reported { report_time { seconds: 5 } }")})
          .ticket();
  EXPECT_EQ(ticket.milestones().report_time().seconds(), 5);
}

TEST(EvolveTest, LeavingAStateLiftsHoldOfferAndAppointment) {
  Scene held = GivenHeld(v1::TICKET_STATE_ACKNOWLEDGED);
  held.And(Happened("appointment_made { slot_time { seconds: 7 } }"));
  EXPECT_EQ(held.ticket().appointment_time().seconds(), 7);
  EXPECT_EQ(held.ticket().tallies().holds(), 1u);
  held.And(Happened("arrival_recorded {}"));
  EXPECT_FALSE(held.ticket().has_hold());
  EXPECT_FALSE(held.ticket().has_appointment_time());
  Scene offered = Given(PathTo(v1::TICKET_STATE_ACCEPTED));
  offered.And(Happened("work_offered {}"));
  EXPECT_TRUE(offered.ticket().offered());
  offered.And(Happened("work_dispatched {}"));
  EXPECT_FALSE(offered.ticket().offered());
}

TEST(EvolveTest, EveryTerminalStateHasItsClosureCode) {
  const std::pair<v1::TicketState, v1::ClosureCode> kCodes[] = {
      {v1::TICKET_STATE_CLOSED, v1::CLOSURE_CODE_FIXED},
      {v1::TICKET_STATE_REJECTED, v1::CLOSURE_CODE_NOT_OURS},
      {v1::TICKET_STATE_WITHDRAWN, v1::CLOSURE_CODE_WITHDRAWN},
      {v1::TICKET_STATE_DUPLICATE, v1::CLOSURE_CODE_DUPLICATE}};
  for (const auto& [state, code] : kCodes) {
    EXPECT_TRUE(IsTerminal(state));
    EXPECT_EQ(Given(PathTo(state)).ticket().closure_code(), code);
  }
}

TEST(EvolveTest, PerformerIsWhoCompletedUnlessItWasImported) {
  const Scene native = Given(PathTo(v1::TICKET_STATE_COMPLETED));
  EXPECT_EQ(native.ticket().performer().principal(), "li");
  EXPECT_FALSE(native.ticket().imported());
  EXPECT_EQ(native.ticket().source(), "");
  const Outcome completed =
      GivenImported(PathTo(v1::TICKET_STATE_IN_PROGRESS))
          .When(History("state { state: TICKET_STATE_COMPLETED }"));
  EXPECT_TRUE(completed.ticket().imported());
  EXPECT_FALSE(completed.ticket().has_performer());
}

TEST(EvolveTest, SourceIsThatOfTheFirstRecord) {
  const Scene imported = GivenImported(PathTo(v1::TICKET_STATE_REPORTED));
  EXPECT_EQ(imported.ticket().source(), kSource);
  // Work here does not change where it came from, nor do foreign records.
  EXPECT_EQ(imported.When(SampleOrder("accept")).ticket().source(), kSource);
  v1::Ticket ticket = Given(PathTo(v1::TICKET_STATE_REPORTED)).ticket();
  v1::Record record;
  record.set_version(2);
  record.mutable_provenance()->set_source("servicenow");
  EvolveTicket(ticket, record, Happened("work_resumed {}"));
  EXPECT_TRUE(ticket.imported());
  EXPECT_EQ(ticket.source(), "");
}

TEST(EvolveTest, FactsStaySortedAndAreReplacedByName) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  scene.And(
      Happened("facts_recorded { facts { name: 'm' value: '1' } facts { "
               "name: 'z' value: '2' } facts { name: 'a' value: '3' } "
               "}"));
  scene.And(
      Happened("facts_recorded { facts { name: 'm' value: '4' } facts { "
               "name: 'b' value: '5' } }"));
  std::string text;
  for (const v1::Fact& fact : scene.ticket().facts()) {
    text += fact.name() + fact.value();
  }
  EXPECT_EQ(text, "a3b5m4z2");
}

TEST(EvolveTest, LedgerFoldsCreationNumbersAndTime) {
  v1::LedgerState ledger;
  v1::Record record;
  record.set_position(1);
  *record.mutable_record_time() = ToTimestamp(kStart);
  EvolveLedger(ledger, record,
               Happened("ledger_created { ledger: 'bureau' clock: "
                        "LEDGER_CLOCK_DRIVEN start_time { seconds: 50 } }"));
  EXPECT_EQ(ledger.ledger(), "bureau");
  EXPECT_EQ(ledger.clock(), v1::LEDGER_CLOCK_DRIVEN);
  EXPECT_EQ(FromTimestamp(ledger.create_time()), kStart);
  EXPECT_EQ(ledger.now_time().seconds(), 50);

  record.set_position(2);
  *record.mutable_record_time() = ToTimestamp(kNow);
  EvolveLedger(ledger, record, Happened("ticket_reported { number: 3 }"));
  EXPECT_EQ(ledger.position(), 2u);
  EXPECT_EQ(ledger.last_number(), 3u);
  EXPECT_EQ(FromTimestamp(ledger.now_time()), kNow);

  EvolveLedger(ledger, record, Happened("ticket_reported { number: 2 }"));
  EXPECT_EQ(ledger.last_number(), 3u);
  EvolveLedger(ledger, record,
               Happened("time_advanced { now_time { seconds: 99 } }"));
  EXPECT_EQ(ledger.now_time().seconds(), 99);
}

TEST(EvolveTest, LedgerTakesAnyEvent) {
  for (const v1::Event& event : SampleEvents()) {
    v1::LedgerState ledger;
    v1::Record record;
    record.set_position(4);
    EvolveLedger(ledger, record, event);
    EXPECT_EQ(ledger.position(), 4u);
  }
}

}  // namespace
}  // namespace workledger

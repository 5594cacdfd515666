#include "engine/view/precision.h"

#include <memory>

#include "engine/view/row.h"
#include "engine/view/view_store.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

constexpr char kUid[] = "0123456789abcdef";

class PrecisionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = ViewStore::Open((directory_.path() / "views").string());
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  void Write(const Precision& precision) {
    rocksdb::WriteBatch rows;
    ASSERT_THAT(precision.Put(store_->db(), kUid, rows), IsOk());
    ASSERT_TRUE(store_->db().Write({}, &rows).ok());
  }

  PrecisionPage List(bool by_algorithm, int count_max = 100,
                     const char* begin = "") {
    auto page =
        ListPrecision(store_->db(), {}, kUid, by_algorithm, count_max, begin);
    EXPECT_THAT(page, IsOk());
    return *std::move(page);
  }

  TempDir directory_;
  std::unique_ptr<ViewStore> store_;
};

v1::Event Recorded(const char* device, v1::SignalOutcome outcome) {
  v1::Event event;
  v1::SignalRecorded& recorded = *event.mutable_signal_recorded();
  recorded.mutable_signal()->set_device(device);
  recorded.mutable_signal()->set_algorithm("a-1");
  recorded.set_outcome(outcome);
  return event;
}

TEST_F(PrecisionTest, AddsWhatComesToWhatIsStored) {
  for (int i = 0; i < 2; ++i) {
    Precision precision;
    precision.AddSignal(Recorded("d-1", v1::SIGNAL_OUTCOME_CORRELATED), {});
    precision.AddSignal(Recorded("d-2", v1::SIGNAL_OUTCOME_SUPPRESSED), {});
    Write(precision);
  }
  const PrecisionPage devices = List(false);
  ASSERT_EQ(devices.rows.size(), 2u);
  EXPECT_EQ(devices.rows[0].signals(), 2u);
  EXPECT_EQ(devices.rows[0].correlated(), 2u);
  EXPECT_EQ(devices.rows[1].suppressed(), 2u);
  const PrecisionPage algorithms = List(true);
  ASSERT_EQ(algorithms.rows.size(), 1u);
  EXPECT_EQ(algorithms.rows[0].signals(), 4u);
}

TEST_F(PrecisionTest, SignalThatWaitedForNothingCountsAsSuppressed) {
  v1::Fold before;
  before.mutable_alarm()->mutable_waiting()->set_device("d-1");
  v1::Event event;
  event.mutable_group_suppressed();
  Precision precision;
  precision.AddSignal(event, before);
  Write(precision);
  ASSERT_EQ(List(false).rows.size(), 1u);
  EXPECT_EQ(List(false).rows[0].suppressed(), 1u);
  EXPECT_EQ(List(false).rows[0].signals(), 0u);
}

TEST_F(PrecisionTest, IncidentCountsByWhatItIs) {
  v1::Ticket ticket;
  ticket.mutable_incident()->set_device("d-1");
  Precision opened;
  opened.Add(ticket);
  Write(opened);
  Precision dismissed;
  dismissed.Remove(ticket);
  ticket.set_state(v1::TICKET_STATE_FALSE_ALARM);
  dismissed.Add(ticket);
  Write(dismissed);
  const v1::AlarmPrecision row = List(false).rows[0];
  EXPECT_EQ(row.incidents(), 1u);
  EXPECT_EQ(row.dismissed(), 1u);
  EXPECT_EQ(row.confirmed(), 0u);
  // What no device saw counts for none.
  Precision other;
  other.Add(v1::Ticket());
  Write(other);
  EXPECT_EQ(List(false).rows.size(), 1u);
}

TEST_F(PrecisionTest, PagesGoOnWhereTheOneBeforeEnded) {
  Precision precision;
  for (const char* device : {"d-3", "d-1", "d-2"}) {
    precision.AddSignal(Recorded(device, v1::SIGNAL_OUTCOME_OPENED), {});
  }
  Write(precision);
  const PrecisionPage first = List(false, 2);
  EXPECT_EQ(first.rows.size(), 2u);
  EXPECT_EQ(first.next, "d-3");
  const PrecisionPage second = List(false, 2, "d-3");
  EXPECT_EQ(second.rows.size(), 1u);
  EXPECT_EQ(second.next, "");
}

TEST_F(PrecisionTest, DamagedRowIsTold) {
  const std::string key =
      RowKey(kUid, RowKind::kPrecision) + std::string("\x01") + "d-1";
  ASSERT_TRUE(store_->db().Put({}, key, "\xff\xff").ok());
  EXPECT_TRUE(absl::IsDataLoss(
      ListPrecision(store_->db(), {}, kUid, false, 10, "").status()));
}

}  // namespace
}  // namespace workledger

// What is refused of signals, whatever they say.

#include <string>

#include "engine/core/alarm/alarm_decide.h"
#include "gtest/gtest.h"
#include "tests/core/alarm_scene.h"
#include "tests/core/given.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

v1::AlarmSignal Fire(std::string_view id) {
  return Signal(id, "d-1", "fire", "east/b3/f12");
}

TEST(AlarmCheckTest, RefusesACommandWithoutSignals) {
  v1::Command command = Signals({});
  command.mutable_record_signals();
  const absl::Status status = ValidateCommand(command);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_REQUIRED);
  EXPECT_EQ(ErrorOf(status).field(), "record_signals.signals");
}

absl::Status Checked(const v1::AlarmSignal& signal) {
  return ValidateCommand(Signals({Fire("s-1"), signal}));
}

void ExpectRefused(const absl::Status& status, v1::ErrorReason reason,
                   const std::string& field) {
  EXPECT_EQ(ReasonOf(status), reason) << status;
  EXPECT_EQ(ErrorOf(status).field(), "record_signals.signals[1]." + field);
}

TEST(AlarmCheckTest, RefusesSignalsThatHaveNoKeyOfTheirOwn) {
  v1::AlarmSignal signal = Fire("s-2");
  signal.set_zone("a|b");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_INVALID, "zone");
  signal = Fire("s-2");
  signal.set_site("a|b");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_INVALID, "site");
  signal = Fire("s-2");
  signal.set_alarm_class("a|b");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_INVALID, "alarm_class");
  signal = Fire("s-2");
  signal.set_device("a|b");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_INVALID, "device");
}

TEST(AlarmCheckTest, RefusesAKeyThatIsTooLong) {
  v1::AlarmSignal signal = Fire("s-2");
  // "east" and "fire", and two strokes.
  signal.set_zone(std::string(kStreamKeyBytesMax - 10, 'z'));
  EXPECT_TRUE(Checked(signal).ok()) << Checked(signal);
  signal.set_zone(signal.zone() + "z");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_TOO_LONG, "zone");
  signal.set_site(std::string(kStreamKeyBytesMax, 's'));
  signal.set_zone("");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_TOO_LONG, "site");
}

TEST(AlarmCheckTest, RefusesConfidenceAndDigestThatCannotBe) {
  v1::AlarmSignal signal = Fire("s-2");
  signal.set_confidence_milli(1000);
  EXPECT_TRUE(Checked(signal).ok());
  signal.set_confidence_milli(1001);
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_INVALID,
                "confidence_milli");
  signal = Fire("s-2");
  signal.set_media_digest(std::string(32, 'd'));
  EXPECT_TRUE(Checked(signal).ok());
  signal.set_media_digest("short");
  ExpectRefused(Checked(signal), v1::ERROR_REASON_FIELD_INVALID,
                "media_digest");
}

TEST(AlarmCheckTest, RefusesSignalsFromTheFuture) {
  AlarmScene scene;
  v1::Command command = Signals({Fire("s-1")});
  const Catalogue catalogue;
  const v1::LedgerState ledger;
  const Folds folds = {.ledger = &ledger, .catalogue = &catalogue};
  const auto decided = DecideRecordSignals(
      command, folds,
      {.now = kNow,
       .occur_time = kNow + kOccurTimeAheadMax + absl::Seconds(1)});
  EXPECT_EQ(ReasonOf(decided.status()), v1::ERROR_REASON_TIME_AHEAD);
}

}  // namespace
}  // namespace workledger

#include "engine/replay/record_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"

namespace workledger {

RecordCheck::RecordCheck(std::string_view ledger_uid, const Head& before)
    : ledger_uid_(ledger_uid),
      from_start_(before.position == 0),
      last_(before) {}

std::vector<v1::Violation> RecordCheck::Check(const RecordView& view) {
  violations_.clear();
  const uint64_t want = std::exchange(last_.position, view.position) + 1;
  Expect(view.position == want, "density",
         absl::StrCat("got position ", view.position, ", want ", want));
  CheckChain(view);
  std::swap(previous_, record_);
  const absl::Status parsed = ParseRecord(view.bytes, record_);
  if (!parsed.ok()) {
    Expect(false, "envelope", ToStd(parsed.message()));
    return std::move(violations_);
  }
  CheckEnvelope(view.position);
  CheckTransaction(view.position);
  CheckVersion();
  const absl::Status lifted = Upcast(record_, event_);
  Expect(lifted.ok(), "payload", ToStd(lifted.message()));
  return std::move(violations_);
}

bool RecordCheck::TransactionComplete() const {
  return record_.last_position() == record_.position();
}

void RecordCheck::Expect(bool holds, std::string_view check,
                         std::string_view detail) {
  if (holds) return;
  v1::Violation& violation = violations_.emplace_back();
  violation.set_check(check.data(), check.size());
  violation.set_position(last_.position);
  violation.set_detail(detail.data(), detail.size());
}

void RecordCheck::CheckChain(const RecordView& view) {
  const Digest want = ChainNext(last_.chain, view.bytes);
  Expect(view.chain == AsBytes(want), "chain",
         "the record and those before it do not give its chain digest");
  last_.chain = want;
  if (view.chain.size() == want.size()) {
    std::ranges::copy(view.chain, last_.chain.begin());
  }
}

void RecordCheck::CheckEnvelope(uint64_t position) {
  Expect(record_.ledger_uid() == ledger_uid_, "envelope",
         "ledger_uid: got another ledger's");
  Expect(
      record_.position() == position, "envelope",
      absl::StrCat("position: got ", record_.position(), ", want ", position));
  Expect(!record_.request_id().empty(), "envelope", "request_id: got none");
  Expect(CompareTimestamps(previous_.record_time(), record_.record_time()) <= 0,
         "envelope", "record_time: got one before that of the last record");
}

void RecordCheck::CheckTransaction(uint64_t position) {
  const uint64_t first = record_.first_position();
  const uint64_t last = record_.last_position();
  bool fits = first <= position && position <= last;
  // What came before the first record of an export is not known.
  if (fits && (from_start_ || previous_.position() > 0)) {
    fits = position > previous_.last_position()
               ? first == position
               : first == previous_.first_position() &&
                     last == previous_.last_position();
  }
  Expect(fits, "envelope",
         absl::StrCat("transaction: got positions ", first, " to ", last,
                      ", which do not fit the records around it"));
}

void RecordCheck::CheckVersion() {
  const auto [stream, is_new] = versions_.try_emplace(
      StreamId{.kind = static_cast<uint8_t>(record_.stream().kind()),
               .key = record_.stream().key()},
      0);
  const uint64_t version = record_.version();
  const bool dense =
      is_new && !from_start_ ? version > 0 : version == stream->second + 1;
  Expect(dense, "version",
         absl::StrCat("stream ", record_.stream().kind(), " \"",
                      record_.stream().key(), "\": got version ", version,
                      " after ", stream->second));
  stream->second = version;
}

}  // namespace workledger

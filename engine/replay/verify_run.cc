#include "engine/replay/verify_run.h"

#include "workledger/error.h"

namespace workledger {
namespace {

constexpr int kViolationsMax = 100;       // ledger_service.proto says so
constexpr uint64_t kTicksBetween = 5000;  // some hundred times a second

}  // namespace

void VerifyRun::Add(const v1::Violation& violation) {
  response_.set_violation_count(response_.violation_count() + 1);
  if (response_.violations_size() < kViolationsMax) {
    *response_.add_violations() = violation;
  }
}

void VerifyRun::Add(std::string_view check, uint64_t position,
                    std::string_view detail) {
  v1::Violation violation;
  violation.set_check(check.data(), check.size());
  violation.set_position(position);
  violation.set_detail(detail.data(), detail.size());
  Add(violation);
}

absl::Status VerifyRun::Tick() {
  return ++ticks_ % kTicksBetween != 0 ? absl::OkStatus() : Tell();
}

absl::Status VerifyRun::Tell() {
  if (progress_(response_)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED,
                   "verify: cancelled");
}

}  // namespace workledger

// What the shape of signals must be beyond what the schema says.

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/alarm/alarm_decide.h"
#include "engine/core/alarm/alarm_rule.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr uint32_t kConfidenceMilliMax = 1000;

// The parts of a key are told apart by '|'.
absl::Status CheckPart(const std::string& part, const std::string& field) {
  if (part.find('|') == part.npos) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field,
                    "got a '|', want none");
}

absl::Status CheckSignal(const v1::AlarmSignal& signal,
                         const std::string& path) {
  WL_RETURN_IF_ERROR(CheckPart(signal.device(), path + ".device"));
  WL_RETURN_IF_ERROR(CheckPart(signal.site(), path + ".site"));
  WL_RETURN_IF_ERROR(CheckPart(signal.zone(), path + ".zone"));
  WL_RETURN_IF_ERROR(CheckPart(signal.alarm_class(), path + ".alarm_class"));
  const size_t key_bytes = AlarmKeyOf(signal).size();
  if (key_bytes > kStreamKeyBytesMax) {
    return FieldError(
        v1::ERROR_REASON_FIELD_TOO_LONG,
        path +
            (signal.zone().size() > signal.site().size() ? ".zone" : ".site"),
        absl::StrCat("got ", key_bytes,
                     " bytes with the rest of the key, want "
                     "at most ",
                     kStreamKeyBytesMax));
  }
  if (signal.confidence_milli() > kConfidenceMilliMax) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID,
                      path + ".confidence_milli",
                      absl::StrCat("got ", signal.confidence_milli(),
                                   ", want at most ", kConfidenceMilliMax));
  }
  const size_t digest_bytes = signal.media_digest().size();
  if (digest_bytes != 0 && digest_bytes != kAttachmentDigestBytes) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, path + ".media_digest",
                      absl::StrCat("got ", digest_bytes, " bytes, want ",
                                   kAttachmentDigestBytes));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRecordSignals(const v1::Command& command) {
  const auto& signals = command.record_signals().signals();
  for (int i = 0; i < signals.size(); ++i) {
    WL_RETURN_IF_ERROR(CheckSignal(
        signals[i], absl::StrCat("record_signals.signals[", i, "]")));
  }
  return absl::OkStatus();
}

}  // namespace workledger

#include "tools/workledger/decoded_record.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "tools/workledger/display_width.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/time_text.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Widths of the columns; the last one ends the line.
constexpr size_t kTimeWidth = 19;
constexpr size_t kStreamWidth = 16;
constexpr size_t kEventWidth = 21;
constexpr size_t kActorWidth = 16;
constexpr size_t kDetailWidthMax = 80;

absl::Status Corrupt(v1::ErrorReason reason, std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, reason, what);
}

// The body's field in Event; `event` has one.
const google::protobuf::FieldDescriptor& BodyField(const v1::Event& event) {
  return *v1::Event::descriptor()->FindFieldByNumber(
      static_cast<int>(event.body_case()));
}

// `text` in a column of `width`, longer if it does not fit.
std::string Pad(std::string_view text, size_t width) {
  Cell cell = FitCell(text);
  if (cell.width < width) cell.text.append(width - cell.width, ' ');
  return cell.text;
}

}  // namespace

absl::StatusOr<DecodedRecord> DecodeRecord(const v1::StoredRecord& stored) {
  DecodedRecord decoded;
  if (!decoded.record.ParseFromString(stored.record())) {
    return Corrupt(v1::ERROR_REASON_RECORD_CORRUPT, "record: cannot be parsed");
  }
  const auto position = decoded.record.position();
  if (!decoded.event.ParseFromString(decoded.record.payload())) {
    return Corrupt(
        v1::ERROR_REASON_RECORD_CORRUPT,
        absl::StrCat("record ", position, ": payload cannot be parsed"));
  }
  if (decoded.event.body_case() == v1::Event::BODY_NOT_SET) {
    return Corrupt(v1::ERROR_REASON_EVENT_TYPE_UNKNOWN,
                   absl::StrCat("record ", position, ": event type ",
                                decoded.record.event_type(),
                                " is not known to this program"));
  }
  decoded.record.clear_payload();
  decoded.chain = stored.chain();
  return decoded;
}

std::string RecordJson(const DecodedRecord& decoded) {
  v1::Record record = decoded.record;
  record.clear_ledger_uid();
  std::string json = ToSparseJson(record);
  // The record has a position at least, so the object is not empty.
  json.pop_back();
  return absl::StrCat(json, ",\"ledger_uid\":\"",
                      ToHex(decoded.record.ledger_uid()), "\",\"chain\":\"",
                      ToHex(decoded.chain),
                      "\",\"event\":", ToSparseJson(decoded.event), "}");
}

std::string RecordHeading() {
  return absl::StrCat(absl::StrFormat("%9s", "POSITION"), "  ",
                      Pad("OCCURRED", kTimeWidth), "  ",
                      Pad("STREAM", kStreamWidth), "  ", "VERS", "  ",
                      Pad("EVENT", kEventWidth), "  ",
                      Pad("ACTOR", kActorWidth), "  ", "DETAIL");
}

std::string RecordLine(const DecodedRecord& decoded, absl::TimeZone zone) {
  const v1::Record& record = decoded.record;
  const auto& body = BodyField(decoded.event);
  const auto& message =
      decoded.event.GetReflection()->GetMessage(decoded.event, &body);
  return absl::StrCat(absl::StrFormat("%9d", record.position()), "  ",
                      TimeText(FromTimestamp(record.occur_time()), zone), "  ",
                      Pad(record.stream().key(), kStreamWidth), "  ",
                      absl::StrFormat("%4d", record.version()), "  ",
                      Pad(Kebab(body.name()), kEventWidth), "  ",
                      Pad(record.actor().principal(), kActorWidth), "  ",
                      FitCell(ToSparseJson(message), kDetailWidthMax).text);
}

}  // namespace workledger

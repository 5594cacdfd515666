#ifndef WORKLEDGER_TOOLS_WORKLEDGER_COMPACT_FORM_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_COMPACT_FORM_H_

// Repeated messages of orders as one word of the command line each.

#include "absl/status/statusor.h"
#include "tools/workledger/flag_value.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

inline constexpr char kAttachmentForm[] = "SHA256:BYTES:MEDIA_TYPE";
inline constexpr char kWorkLineForm[] = "ITEM:QUANTITY:UNIT:YUAN";
inline constexpr char kQuantityForm[] = "ITEM:QUANTITY:UNIT";
inline constexpr char kScoredItemForm[] = "ITEM:POINTS";

// Reads SHA256:BYTES:MEDIA_TYPE, the digest in 64 hexadecimal digits.
absl::StatusOr<v1::Attachment> ParseAttachment(FlagValue value);

// Reads ITEM:QUANTITY:UNIT:YUAN, for example "LED tube 18 W:2:piece:35.50": a
// quantity with up to three decimals, a price with up to two. ITEM may hold
// colons.
absl::StatusOr<v1::WorkLine> ParseWorkLine(FlagValue value);

// Reads ITEM:QUANTITY:UNIT, for example "lift:3:piece", with up to three
// decimals. ITEM may hold colons.
absl::StatusOr<v1::Quantity> ParseQuantity(FlagValue value);

// Reads ITEM:POINTS, for example "floor:8". ITEM may hold colons.
absl::StatusOr<v1::ScoredItem> ParseScoredItem(FlagValue value);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_COMPACT_FORM_H_

#ifndef WORKLEDGER_CORE_REPORT_SHAPE_H_
#define WORKLEDGER_CORE_REPORT_SHAPE_H_

// What the fields of a report say of each other: which of them fit the kind of
// ticket that it opens.

#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/repair.pb.h"

namespace workledger {

// INVALID_ARGUMENT, FIELD_INVALID or FIELD_REQUIRED, with the path of the
// field; `path` is the report's own.
absl::Status CheckReportShape(const v1::Report& report, std::string_view path);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_REPORT_SHAPE_H_

#include "engine/core/report_shape.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/enum_set.h"
#include "engine/core/validate.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using Kinds = EnumSet<v1::TicketKind>;

// The kinds that a field fits; unspecified stands for a repair.
constexpr Kinds kIncidents = {v1::TICKET_KIND_SECURITY};
constexpr Kinds kGatherings = {v1::TICKET_KIND_SECURITY,
                               v1::TICKET_KIND_SERVICE};
constexpr Kinds kWorks = {v1::TICKET_KIND_UNSPECIFIED, v1::TICKET_KIND_REPAIR,
                          v1::TICKET_KIND_CLEANING, v1::TICKET_KIND_SERVICE};

absl::Status Invalid(std::string_view path, std::string_view field,
                     std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID,
                    absl::StrCat(ToAbsl(path), ".", ToAbsl(field)), message);
}

absl::Status CheckFits(const v1::Report& report, std::string_view path) {
  const struct {
    std::string_view name;
    bool given;
    Kinds kinds;
  } kFields[] = {
      {"headcount", report.headcount() > 0, kGatherings},
      {"window_start_time", report.has_window_start_time(), kGatherings},
      {"window_end_time", report.has_window_end_time(), kGatherings},
      {"quantities", report.quantities_size() > 0, kWorks},
      {"born_of", report.born_of() != v1::BORN_OF_UNSPECIFIED, kIncidents},
      {"incident_class", !report.incident_class().empty(), kIncidents},
      {"drill", report.drill(), kIncidents},
  };
  for (const auto& field : kFields) {
    if (!field.given || field.kinds.Contains(report.kind())) continue;
    return Invalid(
        path, field.name,
        absl::StrCat("got one for a ticket of kind ",
                     v1::TicketKind_Name(report.kind()), ", want none"));
  }
  return absl::OkStatus();
}

absl::Status CheckWindow(const v1::Report& report, std::string_view path) {
  if (report.has_window_start_time() != report.has_window_end_time()) {
    const std::string_view missing = report.has_window_start_time()
                                         ? "window_end_time"
                                         : "window_start_time";
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED,
                      absl::StrCat(ToAbsl(path), ".", ToAbsl(missing)),
                      "got nothing, want both ends of the window");
  }
  if (!report.has_window_start_time() ||
      CompareTimestamps(report.window_start_time(), report.window_end_time()) <
          0) {
    return absl::OkStatus();
  }
  return Invalid(path, "window_end_time",
                 "got a time that is not after the start, want a later one");
}

// The others than `asset`, each of them once.
absl::Status CheckAssets(const v1::Report& report, std::string_view path) {
  std::set<std::string_view> seen = {"", report.asset()};
  for (int i = 0; i < report.assets_size(); ++i) {
    if (seen.insert(report.assets(i)).second) continue;
    return Invalid(path, absl::StrCat("assets[", i, "]"),
                   "got none or one twice, want each once");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReportShape(const v1::Report& report, std::string_view path) {
  WL_RETURN_IF_ERROR(CheckFits(report, path));
  WL_RETURN_IF_ERROR(CheckAssets(report, path));
  WL_RETURN_IF_ERROR(CheckWindow(report, path));
  if (report.recurrence_of().empty() || TicketIdValid(report.recurrence_of())) {
    return absl::OkStatus();
  }
  return Invalid(path, "recurrence_of",
                 "got another form, want 1 to 63 of [a-z0-9-]");
}

}  // namespace workledger

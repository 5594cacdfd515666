#include "tools/workledger/import/summary.h"

// The summary is a TOML table that is written as JSON, so that texts of the
// source are escaped by a library.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <cmath>
#include <sstream>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace workledger {
namespace {

std::string FindingName(v1::FindingKind kind) {
  static constexpr std::string_view kPrefix = "FINDING_KIND_";
  return v1::FindingKind_Name(kind).substr(kPrefix.size());
}

int64_t Number(uint64_t count) { return static_cast<int64_t>(count); }

void AppendCount(std::string* out, std::string_view name, uint64_t count) {
  absl::StrAppendFormat(out, "%-24s %12d\n", std::string(name), count);
}

toml::table CheckTable(const CheckSummary& check) {
  toml::array differences;
  for (const CheckDifference& difference : check.differences) {
    differences.push_back(toml::table{{"ticket", difference.ticket},
                                      {"source", difference.source},
                                      {"ledger", difference.ledger}});
  }
  return toml::table{{"equal", Number(check.equal)},
                     {"different", Number(check.different)},
                     {"absent", Number(check.absent)},
                     {"differences", std::move(differences)}};
}

}  // namespace

double ImportSummary::RowsPerSecond() const {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  return seconds > 0 ? std::round(static_cast<double>(rows) / seconds) : 0;
}

std::string ToTable(const ImportSummary& summary) {
  std::string out;
  AppendCount(&out, "rows", summary.rows);
  AppendCount(&out, "tickets", summary.tickets);
  AppendCount(&out, "events", summary.sent.events);
  AppendCount(&out, "unchanged_rows", summary.unchanged_rows);
  AppendCount(&out, "commands", summary.sent.commands);
  AppendCount(&out, "replayed", summary.sent.replayed);
  absl::StrAppendFormat(&out, "%-24s %12.3f\n", "elapsed_seconds",
                        absl::ToDoubleSeconds(summary.elapsed));
  absl::StrAppendFormat(&out, "%-24s %12.0f\n", "rows_per_second",
                        summary.RowsPerSecond());
  if (!summary.sent.findings.empty()) out += "\nfindings\n";
  for (const auto& [kind, count] : summary.sent.findings) {
    AppendCount(&out, absl::StrCat("  ", FindingName(kind)), count);
  }
  if (summary.checks.empty()) return out;
  absl::StrAppendFormat(&out, "\n%-24s %12s %12s %12s\n", "checks", "equal",
                        "different", "absent");
  for (const CheckSummary& check : summary.checks) {
    absl::StrAppendFormat(&out, "  %-22s %12d %12d %12d\n", check.name,
                          check.equal, check.different, check.absent);
    for (const CheckDifference& difference : check.differences) {
      absl::StrAppendFormat(&out, "    %s: source %s, ledger %s\n",
                            difference.ticket, difference.source,
                            difference.ledger);
    }
  }
  return out;
}

std::string ToJson(const ImportSummary& summary) {
  toml::table findings;
  for (const auto& [kind, count] : summary.sent.findings) {
    findings.insert(FindingName(kind), Number(count));
  }
  toml::table checks;
  for (const CheckSummary& check : summary.checks) {
    checks.insert(check.name, CheckTable(check));
  }
  const toml::table table{{"rows", Number(summary.rows)},
                          {"tickets", Number(summary.tickets)},
                          {"events", Number(summary.sent.events)},
                          {"unchanged_rows", Number(summary.unchanged_rows)},
                          {"commands", Number(summary.sent.commands)},
                          {"replayed", Number(summary.sent.replayed)},
                          {"rows_per_second", summary.RowsPerSecond()},
                          {"findings", std::move(findings)},
                          {"checks", std::move(checks)}};
  // The formatter ends lines even where it does not indent; within texts it
  // escapes them.
  constexpr toml::format_flags kFlags =
      toml::json_formatter::default_flags & ~toml::format_flags::indentation;
  std::ostringstream out;
  out << toml::json_formatter{table, kFlags};
  // It writes 17 digits of a fraction, so this one stands before its members.
  return absl::StrFormat(
      "{\"elapsed_seconds\" : %.3f,%s", absl::ToDoubleSeconds(summary.elapsed),
      absl::StrReplaceAll(out.str().substr(1), {{"\n", ""}}));
}

}  // namespace workledger

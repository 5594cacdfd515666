#include "tests/e2e/source_history.h"

#include <zlib.h>

#include <array>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace workledger {
namespace {

// Column numbers, from the data's own description.
enum Column {
  kNumber = 0,
  kState = 1,
  kReassignments = 3,
  kReopens = 4,
  kMadeSla = 6,
  kPriority = 22,
  kResolvedAt = 34,
  kClosedAt = 35,
  kColumns = 36,
};

absl::StatusOr<absl::Time> ParseMinute(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%d/%m/%Y %H:%M", text, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrCat(text, ": ", error));
  }
  return time;
}

absl::Status Apply(const std::vector<std::string>& row, bool& has_resolved,
                   SourceTicket& ticket) {
  if (!absl::SimpleAtoi(row[kReopens], &ticket.reopens) ||
      !absl::SimpleAtoi(row[kReassignments], &ticket.reassignments)) {
    return absl::InvalidArgumentError(row[kNumber]);
  }
  ticket.sla_met = row[kMadeSla] == "true";
  ticket.priority = row[kPriority];
  const absl::StatusOr<absl::Time> closed = ParseMinute(row[kClosedAt]);
  if (!closed.ok()) return closed.status();
  ticket.close_time = *closed;
  has_resolved = has_resolved || row[kState] == "Resolved";
  ticket.resolve_time.reset();
  if (has_resolved && row[kResolvedAt] != "?") {
    const absl::StatusOr<absl::Time> resolved = ParseMinute(row[kResolvedAt]);
    if (!resolved.ok()) return resolved.status();
    ticket.resolve_time = *resolved;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::map<std::string, SourceTicket>> ReadSourceHistory(
    const std::string& csv_gz) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(
      gzopen(csv_gz.c_str(), "rb"), gzclose);
  if (file == nullptr) return absl::NotFoundError(csv_gz);
  std::map<std::string, SourceTicket> tickets;
  std::map<std::string, bool> resolved;
  std::array<char, 8192> line;
  bool header = true;
  while (gzgets(file.get(), line.data(), line.size()) != nullptr) {
    if (header) {
      header = false;
      continue;
    }
    // The file has no quoting.
    const std::vector<std::string> row =
        absl::StrSplit(absl::StripTrailingAsciiWhitespace(line.data()), ',');
    if (row.size() != kColumns) return absl::InvalidArgumentError(line.data());
    const std::string id = absl::AsciiStrToLower(row[kNumber]);
    const absl::Status applied = Apply(row, resolved[id], tickets[id]);
    if (!applied.ok()) return applied;
  }
  return tickets;
}

}  // namespace workledger

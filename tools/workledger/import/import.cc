#include "tools/workledger/import/import.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/import/backoff.h"
#include "tools/workledger/import/check.h"
#include "tools/workledger/import/differ.h"
#include "tools/workledger/import/lanes.h"
#include "tools/workledger/import/mapping.h"
#include "tools/workledger/import/row_mapper.h"
#include "tools/workledger/import/row_reader.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status CheckRange(std::string_view field, int value, size_t max) {
  if (value >= 1 && static_cast<size_t>(value) <= max) {
    return absl::OkStatus();
  }
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field,
                    absl::StrCat("got ", value, ", want 1 to ", max));
}

void Tell(const ImportOptions& options, const RowReader& reader,
          uint64_t rows) {
  if (options.progress == nullptr) return;
  options.progress({.rows = rows,
                    .bytes_read = reader.bytes_read(),
                    .bytes_total = reader.bytes_total()});
}

// Whether the ledger is there, before anything is sent.
absl::Status CheckLedger(const std::string& ledger, const Patience& patience,
                         ImportClient& client) {
  v1::ListTicketsRequest request;
  request.set_ledger(ledger);
  request.set_page_size(1);
  Backoff backoff(patience);
  for (;;) {
    absl::Status status = client.ListTickets(request).status();
    if (!Retryable(status) || !backoff.Wait()) return status;
  }
}

// Reads every row and puts its command into the lanes.
absl::Status ReadRows(const ImportOptions& options, const RowMapper& mapper,
                      RowReader& reader, Differ& differ, Lanes& lanes,
                      ImportSummary* summary) {
  for (;;) {
    WL_ASSIGN_OR_RETURN(const std::optional<Row> row, reader.Next());
    if (!row.has_value()) break;
    WL_ASSIGN_OR_RETURN(MappedRow mapped, mapper.Map(*row));
    WL_ASSIGN_OR_RETURN(auto command, differ.Next(std::move(mapped)));
    ++summary->rows;
    if (!command.has_value()) {
      ++summary->unchanged_rows;
    } else {
      WL_RETURN_IF_ERROR(lanes.Add(row->number, *std::move(command)));
    }
    if (summary->rows % kProgressRows == 0) {
      Tell(options, reader, summary->rows);
    }
  }
  Tell(options, reader, summary->rows);
  return absl::OkStatus();
}

// Adds that the rows before the one at fault are in the ledger.
absl::Status AfterRows(const absl::Status& status, uint64_t rows) {
  if (rows == 0) return status;
  const v1::Error error = ErrorOf(status);
  return MakeError(
      status.code(), error.reason(),
      absl::StrCat(error.message(), "; rows 1 to ", rows,
                   " are imported, and importing again goes on from there"),
      error.field());
}

// Compares one ticket with what its last row expects.
void CompareTicket(const v1::Ticket& ticket, const TicketTrail& trail,
                   const std::vector<Check>& checks, ImportSummary* summary) {
  for (size_t i = 0; i < checks.size(); ++i) {
    CheckSummary& counts = summary->checks[i];
    const std::string& source = trail.expected[i];
    const std::string ledger = CheckedText(checks[i].kind, ticket);
    if (source.empty() || ledger.empty()) continue;
    if (source == ledger) {
      ++counts.equal;
      continue;
    }
    ++counts.different;
    if (counts.differences.size() >= kDifferencesMax) continue;
    counts.differences.push_back(
        {.ticket = ticket.ticket(), .source = source, .ledger = ledger});
  }
}

// Lists every ticket of the ledger and compares those of the file.
absl::Status RunChecks(const std::vector<Check>& checks,
                       const TicketTrails& trails, const Patience& patience,
                       v1::ListTicketsRequest request, ImportClient& client,
                       ImportSummary* summary) {
  if (checks.empty()) return absl::OkStatus();
  for (const Check& check : checks) {
    summary->checks.push_back({.name = check.name, .differences = {}});
  }
  Backoff backoff(patience);
  for (;;) {
    absl::StatusOr<v1::ListTicketsResponse> page = client.ListTickets(request);
    if (!page.ok()) {
      if (Retryable(page.status()) && backoff.Wait()) continue;
      return page.status();
    }
    backoff.Progress();
    for (const v1::Ticket& ticket : page->tickets()) {
      const auto trail = trails.find(ticket.ticket());
      if (trail == trails.end()) continue;
      CompareTicket(ticket, trail->second, checks, summary);
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  for (CheckSummary& counts : summary->checks) {
    counts.absent = summary->tickets - counts.equal - counts.different;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ImportSummary> Import(const ImportOptions& options,
                                     ImportClient& client) {
  WL_RETURN_IF_ERROR(CheckRange("lanes", options.lanes, kLanesMax));
  WL_RETURN_IF_ERROR(
      CheckRange("batch_commands", options.batch_commands, kBatchCommandsMax));
  const SystemClock system_clock;
  const Patience patience{
      .clock = options.clock == nullptr ? &system_clock : options.clock,
      .sleep = options.sleep};
  const absl::Time start = patience.clock->Now();
  WL_ASSIGN_OR_RETURN(const Mapping mapping, LoadMapping(options.mapping_file));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<RowReader> reader,
                      RowReader::Open(options.file, mapping.delimiter));
  WL_ASSIGN_OR_RETURN(const RowMapper mapper,
                      RowMapper::Create(mapping, reader->header()));
  WL_RETURN_IF_ERROR(CheckLedger(options.ledger, patience, client));

  ImportSummary summary;
  Differ differ(mapping.source);
  Lanes lanes(client, {.ledger = options.ledger,
                       .lanes = options.lanes,
                       .batch_commands = options.batch_commands,
                       .patience = patience});
  const absl::Status read =
      ReadRows(options, mapper, *reader, differ, lanes, &summary);
  // A wrong row does not keep the rows before it out; a failed lane says so
  // itself.
  WL_ASSIGN_OR_RETURN(summary.sent, lanes.Finish());
  if (!read.ok()) return AfterRows(read, summary.rows);
  summary.tickets = differ.trails().size();
  summary.elapsed = patience.clock->Now() - start;

  v1::ListTicketsRequest request;
  request.set_ledger(options.ledger);
  request.set_page_size(kPageSizeMax);
  request.set_min_position(summary.sent.last_position);
  WL_RETURN_IF_ERROR(RunChecks(mapping.checks, differ.trails(), patience,
                               std::move(request), client, &summary));
  return summary;
}

}  // namespace workledger

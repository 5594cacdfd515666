#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SLA_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SLA_VERBS_H_

// `workledger report sla`: figures of a period, or the tickets behind one.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/client.h"
#include "tools/workledger/session.h"
#include "tools/workledger/ticket_verbs.h"
#include "workledger/v1/metric_service.pb.h"

namespace workledger {

struct SlaFlags {
  std::string start_time;
  std::string end_time;
  std::vector<std::string> by;
  std::vector<std::string> figures;
  std::string basis = "calendar";
  std::string metric;
  std::string clock_party;
  bool imported = false;
  bool current = false;
  AsOfFlags as_of;
  // Those of it that are dimensions.
  ListFlags filter;

  // Lists what is behind a figure: of one row, of a part of it, or all that it
  // is a share of.
  std::string list;
  std::vector<std::string> row;
  std::string part;
  bool of_total = false;
};

// What `--by` and `--figure` take, for `--help`.
std::string DimensionForm();
std::string FigureForm();

absl::Status RunReportSla(const SlaFlags& flags, const Session& session);

// Returns what the flags ask for, of no ledger yet.
absl::StatusOr<v1::QueryMetricsRequest> MakeMetricQuery(const SlaFlags& flags,
                                                        absl::TimeZone zone);

// Prints the tickets behind `list` of `query`, whose ledger is set.
absl::Status ListBehind(const SlaFlags& flags,
                        const v1::QueryMetricsRequest& query, Client& client,
                        const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SLA_VERBS_H_

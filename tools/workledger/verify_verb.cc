#include "tools/workledger/verify_verb.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/count_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/local_file.h"
#include "tools/workledger/monitor.h"
#include "tools/workledger/progress_bar.h"
#include "tools/workledger/proof_files.h"
#include "tools/workledger/record_check.h"
#include "tools/workledger/table.h"
#include "tools/workledger/ticket_text.h"
#include "workledger/export.h"

namespace workledger {
namespace {

// Reads the stream to its end; the last message is the result.
absl::StatusOr<v1::VerifyLedgerResponse> Verify(bool deep,
                                                const Session& session,
                                                Client& client) {
  v1::VerifyLedgerRequest request;
  request.set_deep(deep);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  grpc::ClientContext context;
  const auto reader =
      client.stub<v1::LedgerService::Stub>().VerifyLedger(&context, request);
  v1::VerifyLedgerResponse result;
  {
    ProgressBar bar(session, "records");
    while (reader->Read(&result)) {
      bar.Update(result.records(), result.head_position());
    }
  }
  WL_RETURN_IF_ERROR(client.ToStatus(reader->Finish()));
  if (!result.done()) {
    return absl::InternalError("verify: the server's stream has no result");
  }
  return result;
}

void PrintViolations(const v1::VerifyLedgerResponse& result,
                     std::ostream& out) {
  Table table({{"CHECK"}, {.title = "POSITION", .right = true}, {"DETAIL"}});
  for (const v1::Violation& violation : result.violations()) {
    table.AddRow({violation.check(), absl::StrCat(violation.position()),
                  violation.detail()});
  }
  table.Print(out);
}

absl::Status VerifyOnServer(bool deep, const Session& session) {
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(const v1::VerifyLedgerResponse result,
                      Verify(deep, session, client));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(result) << '\n';
  } else {
    session.out << CountText(result.records(), "record") << ", "
                << CountText(result.view_rows(), "view row");
    if (deep) session.out << ", " << CountText(result.table_files(), "file");
    session.out << ", head chain " << ToHex(result.head_chain()) << '\n';
    if (!result.violations().empty()) PrintViolations(result, session.out);
  }
  if (result.violation_count() == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "verify: ", CountText(result.violation_count(), "violation"), " found"));
}

absl::StatusOr<ExportSummary> CheckExport(const VerifyFlags& flags) {
  WL_RETURN_IF_ERROR(CheckReadable(flags.export_file));
  std::ifstream in(flags.export_file, std::ios::binary);
  if (flags.key_file.empty()) return VerifyExport(in);
  ExportTrust trust;
  WL_ASSIGN_OR_RETURN(trust.verifier_key, ReadKeyText(flags.key_file));
  if (!flags.checkpoint_file.empty()) {
    WL_ASSIGN_OR_RETURN(trust.checkpoint,
                        ReadCheckpoint(flags.checkpoint_file));
  }
  return VerifyExport(in, trust);
}

absl::Status VerifyFile(const VerifyFlags& flags, const Session& session) {
  WL_ASSIGN_OR_RETURN(const ExportSummary summary, CheckExport(flags));
  if (session.output == OutputFormat::kJson) {
    session.out << absl::StrCat(
        "{\"header\":", ToJson(summary.header),
        ",\"trailer\":", ToJson(summary.trailer),
        ",\"records\":", summary.records,
        ",\"tickets\":", ToJson(summary.tickets),
        ",\"proven_position\":", summary.proven_position,
        ",\"tree_size\":", summary.tree_size, "}\n");
    return absl::OkStatus();
  }
  session.out << CountText(summary.records, "record") << " of "
              << summary.header.ledger() << ", positions "
              << summary.header.first_position() << " to "
              << summary.trailer.last_position() << ", head chain "
              << ToHex(summary.trailer.chain()) << '\n';
  if (!flags.key_file.empty()) {
    session.out << "as signed up to position " << summary.proven_position
                << ": checkpoint of " << summary.tree_size << '\n';
  }
  if (summary.header.first_position() == 1) {
    PrintSummary(summary.tickets, session.out);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunVerify(const VerifyFlags& flags, const Session& session) {
  if (!flags.export_file.empty()) return VerifyFile(flags, session);
  if (!flags.monitor_file.empty()) {
    return RunMonitor({.key_file = flags.key_file,
                       .file = flags.monitor_file,
                       .interval = flags.interval},
                      session);
  }
  if (flags.key_file.empty()) return VerifyOnServer(flags.deep, session);
  return RunRecordCheck({.key_file = flags.key_file,
                         .checkpoint_file = flags.checkpoint_file,
                         .from_position = flags.from_position,
                         .to_position = flags.to_position},
                        session);
}

}  // namespace workledger

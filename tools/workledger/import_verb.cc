#include "tools/workledger/import_verb.h"

#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/import/import.h"
#include "tools/workledger/local_file.h"
#include "tools/workledger/progress_bar.h"

namespace workledger {
namespace {

class GrpcImportClient final : public ImportClient {
 public:
  // `client` outlives this.
  explicit GrpcImportClient(Client& client) : client_(client) {}

  absl::StatusOr<v1::BatchExecuteResponse> BatchExecute(
      const v1::BatchExecuteRequest& request) override {
    return client_.Call(&v1::CommandService::Stub::BatchExecute, request);
  }

  absl::StatusOr<v1::ListTicketsResponse> ListTickets(
      const v1::ListTicketsRequest& request) override {
    return client_.Call(&v1::TicketService::Stub::ListTickets, request);
  }

 private:
  Client& client_;
};

}  // namespace

absl::Status RunImport(const ImportFlags& flags, const Session& session) {
  WL_RETURN_IF_ERROR(CheckReadable(flags.file));
  WL_RETURN_IF_ERROR(CheckReadable(flags.mapping));
  Client client(session.server);
  ImportOptions options;
  options.file = flags.file;
  options.mapping_file = flags.mapping;
  WL_ASSIGN_OR_RETURN(options.ledger, ChooseLedger(session, client));
  GrpcImportClient import_client(client);
  absl::StatusOr<ImportSummary> summary;
  {
    ProgressBar bar(session, "bytes");
    options.progress = [&bar](const ImportProgress& progress) {
      bar.Update(progress.bytes_read, progress.bytes_total);
    };
    summary = Import(options, import_client);
  }
  WL_RETURN_IF_ERROR(summary.status());
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(*summary) << '\n';
  } else {
    session.out << ToTable(*summary);
  }
  return absl::OkStatus();
}

}  // namespace workledger

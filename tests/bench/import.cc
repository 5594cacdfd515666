// The real history through the real tool into the real server.

#include <chrono>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/bench/bench.h"
#include "tests/support/child_process.h"

namespace workledger::bench {

absl::StatusOr<Figures> Import(const Options& options) {
  const std::string csv = absl::StrCat(
      options.data, "/uci-servicenow-incidents/incident_event_log.csv.gz");
  if (!std::filesystem::exists(csv)) {
    return absl::NotFoundError(absl::StrCat(csv, " is not there"));
  }
  WL_ASSIGN_OR_RETURN(
      RunningServer server,
      StartServer(options.bin + "/workledgerd", options.directory + "/import"));
  const std::string tool = options.bin + "/workledger";
  const std::vector<std::string> common = {
      "--server", server.address, "--ledger", "uci", "--output", "json"};
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), tool);
    arguments.insert(arguments.begin() + 1, common.begin(), common.end());
    return RunToEnd(arguments);
  };
  WL_RETURN_IF_ERROR(run({"ledger", "create", "uci"}).status());

  const auto start = std::chrono::steady_clock::now();
  WL_ASSIGN_OR_RETURN(const Finished finished,
                      run({"import", csv, "--mapping", options.mapping}));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  if (finished.exit_code != 0) {
    return absl::InternalError(
        absl::StrCat("import ended with ", finished.exit_code));
  }
  google::protobuf::Struct summary;
  if (!google::protobuf::util::JsonStringToMessage(finished.output, &summary)
           .ok()) {
    return absl::InternalError(absl::StrCat("import said ", finished.output));
  }
  const double rows = summary.fields().at("rows").number_value();
  const double events = summary.fields().at("events").number_value();
  return Figures{{.name = "import of a real history",
                  .value = rows / seconds,
                  .unit = "rows/s",
                  .note = absl::StrCat(rows, " rows, ", events, " events")},
                 {.name = "server memory after the import, peak",
                  .value = server.process.PeakMemoryMib(),
                  .unit = "MiB"}};
}

}  // namespace workledger::bench

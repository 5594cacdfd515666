#include "tools/workledger/execute.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/json.h"

namespace workledger {
namespace {

// For example "r-1: version 3, position 17".
std::string OutcomeText(const v1::ExecuteResponse& response) {
  std::string text;
  if (!response.ticket().empty()) {
    text =
        absl::StrCat(response.ticket(), ": version ", response.version(), ", ");
  }
  if (response.first_position() == 0) {
    absl::StrAppend(&text, "nothing changed");
  } else if (response.first_position() == response.last_position()) {
    absl::StrAppend(&text, "position ", response.first_position());
  } else {
    absl::StrAppend(&text, "positions ", response.first_position(), " to ",
                    response.last_position());
  }
  if (response.replayed()) absl::StrAppend(&text, ", done before");
  return text;
}

}  // namespace

absl::Status ExecuteAndPrint(const v1::Command& command,
                             const Session& session) {
  Client client(session.server);
  v1::ExecuteRequest request;
  *request.mutable_command() = command;
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(const v1::ExecuteResponse response,
                      client.Call(&v1::CommandService::Stub::Execute, request));
  session.out << (session.output == OutputFormat::kJson ? ToJson(response)
                                                        : OutcomeText(response))
              << '\n';
  return absl::OkStatus();
}

}  // namespace workledger

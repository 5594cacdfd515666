#include "tools/workledger/clock_verbs.h"

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/clock_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

// Asks for the zones of the calendars that the clocks run by.
absl::StatusOr<ClockZones> ZonesOf(const v1::ExplainClocksResponse& response,
                                   const std::string& ledger,
                                   const Session& session, Client& client) {
  ClockZones zones = {.calendars = {}, .other = session.zone};
  for (const v1::ClockExplanation& clock : response.clocks()) {
    const std::string& code = clock.value().terms().calendar();
    if (zones.calendars.contains(code)) continue;
    v1::ListCatalogueRequest request;
    request.set_ledger(ledger);
    request.set_kind(v1::CATALOGUE_KIND_CALENDAR);
    request.set_code(code);
    request.set_retired(true);
    WL_ASSIGN_OR_RETURN(
        const v1::ListCatalogueResponse found,
        client.Call(&v1::CatalogueService::Stub::ListCatalogue, request));
    absl::TimeZone zone = session.zone;
    for (const v1::CatalogueEntry& entry : found.entries()) {
      const v1::Calendar& calendar = entry.item().calendar();
      // A zone that this machine does not know is shown in the session's.
      if (calendar.code() == code &&
          !absl::LoadTimeZone(calendar.zone(), &zone)) {
        zone = session.zone;
      }
    }
    zones.calendars.emplace(code, zone);
  }
  return zones;
}

absl::StatusOr<v1::ExplainClocksRequest> MakeRequest(const ExplainFlags& flags,
                                                     const Session& session,
                                                     Client& client) {
  v1::ExplainClocksRequest request;
  request.set_ticket(flags.ticket);
  request.set_min_position(flags.as_of.min_position);
  WL_ASSIGN_OR_RETURN(*request.mutable_as_of(),
                      ParseAsOf(flags.as_of, session.zone));
  if (!flags.at_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--at", .text = flags.at_time}, session.zone));
    *request.mutable_at_time() = ToTimestamp(time);
  } else if (request.as_of().has_known_time()) {
    *request.mutable_at_time() = request.as_of().known_time();
  }
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  return request;
}

}  // namespace

absl::Status RunClockExplain(const ExplainFlags& flags,
                             const Session& session) {
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(const v1::ExplainClocksRequest request,
                      MakeRequest(flags, session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::ExplainClocksResponse response,
      client.Call(&v1::ClockService::Stub::ExplainClocks, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
    return absl::OkStatus();
  }
  WL_ASSIGN_OR_RETURN(const ClockZones zones,
                      ZonesOf(response, request.ledger(), session, client));
  PrintExplanation(response, zones, session.out);
  return absl::OkStatus();
}

}  // namespace workledger

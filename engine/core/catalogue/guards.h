#ifndef WORKLEDGER_CORE_CATALOGUE_GUARDS_H_
#define WORKLEDGER_CORE_CATALOGUE_GUARDS_H_

// What orders ask the catalogue: whether it knows a code, whom it lets be sent,
// what a category demands, which window holds. A kind of which it keeps nothing
// is not asked.
//
//   WL_RETURN_IF_ERROR(
//       CheckLocation(catalogue, order.location(), "accept.location"));
//   WL_ASSIGN_OR_RETURN(
//       const v1::CatalogueEntry* contract,
//       CheckFit(catalogue, assignee, {category, location, context.now},
//                "dispatch.party"));

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/calendar.pb.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

// Refuse a code that the catalogue should know and does not:
// FAILED_PRECONDITION, CATALOGUE_UNKNOWN with the field. OK for an empty code
// and for a kind it keeps nothing of. A category that is not for tickets of
// `kind` is as one that it does not know.
absl::Status CheckLocation(const Catalogue& catalogue, std::string_view code,
                           std::string_view field);
absl::Status CheckCategory(const Catalogue& catalogue, std::string_view code,
                           v1::TicketKind kind, std::string_view field);
absl::Status CheckAsset(const Catalogue& catalogue, std::string_view code,
                        std::string_view field);

// Where and when somebody is sent, and to which work. An empty category or
// location asks nothing of a contract.
struct WorkPlace {
  std::string_view category;
  std::string_view location;
  absl::Time at;
};

// Whether the assignee may be sent. Returns the entry of the contract that
// covers the work, null for teams and where the catalogue keeps no parties or
// no contracts. FAILED_PRECONDITION with the field:
//
//   CATALOGUE_UNKNOWN   the party.
//   PARTY_UNFIT         the party is not active; the person is none of its
//                       members, where it names any; the person (or, if none
//                       is named, each of its members) lacks a skill of the
//                       category or its certificate has expired; no contract
//                       of a contractor covers category, location and time.
absl::StatusOr<const v1::CatalogueEntry*> CheckFit(const Catalogue& catalogue,
                                                   const v1::Assignee& assignee,
                                                   const WorkPlace& place,
                                                   std::string_view field);

// Returns the party's contract in use that covers the work, the first by code;
// null if there is none.
const v1::CatalogueEntry* CoveringContract(const Catalogue& catalogue,
                                           std::string_view party,
                                           const WorkPlace& place);

// Returns the nearest category at or above `category` for which `has` holds;
// null if there is none. Size class, skills, permits, cost limit, procedure,
// evidence, pictures and inspection are inherited this way.
const v1::Category* FindCategoryWith(const Catalogue& catalogue,
                                     std::string_view category,
                                     bool (*has)(const v1::Category&));

// Returns the category's size class, its own or inherited; unspecified where
// no category above it has one.
v1::SizeClass SizeClassOf(const Catalogue& catalogue,
                          std::string_view category);

// Returns the window of this kind that covers the location and the alarm class
// (any, if it is empty) at `at`, the first by code; null if there is none.
const v1::CatalogueEntry* FindWindow(const Catalogue& catalogue,
                                     v1::WindowKind kind,
                                     std::string_view location,
                                     std::string_view alarm_class,
                                     absl::Time at);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_GUARDS_H_

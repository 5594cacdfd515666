#ifndef WORKLEDGER_CORE_CATALOGUE_ITEM_FORM_H_
#define WORKLEDGER_CORE_CATALOGUE_ITEM_FORM_H_

// Refuses an item of the catalogue that is wrong by itself, whatever else the
// catalogue holds.
//
//   WL_RETURN_IF_ERROR(CheckItemForm(item, "changes[3].put.asset"));

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/calendar.pb.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Returns the name of the item's kind in the schema, for example "alarm_rule".
std::string KindField(const v1::CatalogueItem& item);

// Checks an item that is set. `field` is the path of its body. A code is 1 to
// 64 bytes of ASCII letters, digits, ".", "_", "-" and any character beyond
// ASCII; of locations and categories it is a path of such names with "/"
// between them, at most 256 bytes.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED or FIELD_INVALID with the path.
absl::Status CheckItemForm(const v1::CatalogueItem& item,
                           std::string_view field);

// The parts of it that are about time.
absl::Status CheckCalendarForm(const v1::Calendar& calendar,
                               std::string_view field);
absl::Status CheckRosterForm(const v1::Roster& roster, std::string_view field);
absl::Status CheckWindowForm(const v1::Window& window, std::string_view field);
absl::Status CheckContractTerm(const v1::Contract& contract,
                               std::string_view field);
absl::Status CheckPlanForm(const v1::Plan& plan, std::string_view field);
absl::Status CheckAlarmRuleForm(const v1::AlarmRule& rule,
                                std::string_view field);

// Errors about `name` within `field`.
absl::Status MissingPart(std::string_view field, std::string_view name);
absl::Status WrongPart(std::string_view field, std::string_view name,
                       std::string_view message);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_ITEM_FORM_H_

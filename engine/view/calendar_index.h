#ifndef WORKLEDGER_VIEW_CALENDAR_INDEX_H_
#define WORKLEDGER_VIEW_CALENDAR_INDEX_H_

// The calendar index: which tickets have clocks that run on which revision of
// which calendar, or have their messages delivered by it. Rows follow from the
// tickets alone, so that publishing a revision writes none of them; the tickets
// that have to follow it are those whose rows name an older one. A key is that
// of its kind of row, then the calendar's code with its length (2 bytes), the
// revision (8 bytes) and the ticket's id; the row is empty.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/view/timer_index.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the keys of a ticket's rows, sorted: one for each revision of a
// calendar that a running clock of it names.
std::vector<std::string> CalendarKeys(std::string_view ledger_uid,
                                      const v1::Ticket& ticket);

// Returns timers of tickets whose clocks run on an older revision of a calendar
// than its newest: one for each ticket and calendar, due when the revision
// was recorded, if that is at or before `through`; the first `count_max` in the
// order of their due times, ties by calendar and ticket. Costs what it returns
// and the number of calendars that clocks run on.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::StatusOr<std::vector<DueTimer>> FindDueCalendars(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const Catalogue& catalogue, absl::Time through,
    int count_max);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_CALENDAR_INDEX_H_

#ifndef WORKLEDGER_CORE_LIFECYCLE_PROGRESS_H_
#define WORKLEDGER_CORE_LIFECYCLE_PROGRESS_H_

// Long-running tickets 挂账: after two extensions a third makes a ticket one.
// Whoever has it must write down how it gets on, every few working days, until
// the work is done (DOMAIN 2.4).

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// Returns when the next word is due after one at `time`; nothing where the
// ticket has no calendar.
std::optional<absl::Time> ProgressDue(const v1::Ticket& ticket,
                                      const Catalogue& catalogue,
                                      absl::Time time);

// Whether the actor's note is word of the progress: one of the bureau or of
// the party that has the ticket.
bool MayReportProgress(const TicketCase& ticket_case);

// Sets the timer while a word is due and the work is not done, else clears it;
// `record` is the event that was applied. A day that passed while the work was
// done, or the ticket had ended, is not asked for: the next word, or extension,
// names another.
void KeepProgressTimer(const v1::Record& record, v1::Ticket& ticket);

// Returns ProgressMissed, with the time of the next word.
absl::StatusOr<std::vector<StreamEvents>> FireProgress(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_PROGRESS_H_

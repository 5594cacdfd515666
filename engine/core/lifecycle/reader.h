#ifndef WORKLEDGER_CORE_LIFECYCLE_READER_H_
#define WORKLEDGER_CORE_LIFECYCLE_READER_H_

// What somebody may read of a ticket. Whoever asks says who they are, as
// whoever gives an order does; nobody in particular is the least that one can
// be.

#include "workledger/v1/actor.pb.h"
#include "workledger/v1/shared.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Whether `reader` may read all of the ticket. One that is confidential 涉密 is
// for supervisors, duty officers, leaders, its first owner and the party that
// has it.
bool MayReadAll(const v1::Ticket& ticket, const v1::Actor& reader);

// Whether `reader` may read a note that `author` wrote: everybody a public one,
// the bureau, systems and the party that has the ticket any other. Of a ticket
// that they may not read all of, nothing.
bool MayReadNote(const v1::Ticket& ticket, const v1::Actor& reader,
                 const v1::Actor& author, v1::Visibility visibility);

// Leaves of the ticket what its course is: number, kind, state, times, clocks,
// category, place and who has it. What people wrote and who they are goes.
void Redact(v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_READER_H_

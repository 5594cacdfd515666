#include "tests/e2e/holder_sums.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/holder.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

// Whether the last word on an instant is that the ticket is open.
bool IsOpenAt(const v1::Ticket& ticket, absl::Time time) {
  for (int i = ticket.spans_size() - 1; i >= 0; --i) {
    if (FromTimestamp(ticket.spans(i).start_time()) <= time) {
      return !IsTerminal(ticket.spans(i).state());
    }
  }
  return false;
}

absl::Duration OpenTime(const v1::Ticket& ticket, absl::Time now) {
  std::set<absl::Time> times = {now};
  for (const v1::TicketSpan& span : ticket.spans()) {
    times.insert(std::min(now, FromTimestamp(span.start_time())));
  }
  absl::Duration open;
  for (auto at = times.begin(); std::next(at) != times.end(); ++at) {
    if (IsOpenAt(ticket, *at)) open += *std::next(at) - *at;
  }
  return open;
}

}  // namespace

absl::Duration ExpectHoldersAddUp(const v1::Ticket& ticket, absl::Time now) {
  absl::Duration held;
  absl::Time end = absl::InfinitePast();
  for (const HolderPart& part : HolderParts(ticket, now)) {
    EXPECT_LE(end, part.start) << ticket.ticket();
    EXPECT_LT(part.start, part.end) << ticket.ticket();
    EXPECT_NE(part.holder, v1::HOLDER_UNSPECIFIED) << ticket.ticket();
    EXPECT_EQ(part.party.empty(), part.holder != v1::HOLDER_CONTRACTOR)
        << ticket.ticket();
    held += part.end - part.start;
    end = part.end;
  }
  const absl::Duration open = OpenTime(ticket, now);
  EXPECT_EQ(held, open) << ticket.ticket();
  return open;
}

}  // namespace workledger

#include "engine/core/metric/metric_holders.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/metric/metric_timeline.h"
#include "engine/core/sla/holder.h"
#include "engine/core/sla/spans.h"

namespace workledger {
namespace {

// From here on the ticket had these facets.
struct FacetPart {
  int64_t start;
  const v1::TicketFacets* facets;
};

// The word that came last counts, as with spans. The first part also tells of
// what lies before it.
std::vector<FacetPart> FacetPartsOf(const v1::Ticket& ticket) {
  std::vector<FacetPart> parts;
  int64_t end = INT64_MAX;
  for (int i = ticket.facets_size() - 1; i >= 0; --i) {
    const int64_t start = UnixMillis(ticket.facets(i).start_time());
    if (start >= end) continue;
    parts.push_back({start, &ticket.facets(i)});
    end = start;
  }
  std::ranges::reverse(parts);
  return parts;
}

int64_t MillisOf(absl::Time time) {
  return time == absl::InfiniteFuture() ? INT64_MAX : absl::ToUnixMillis(time);
}

// Puts HELD facts together, stretch by stretch.
class HolderWalk {
 public:
  HolderWalk(const v1::Ticket& ticket, std::vector<v1::MetricFact>& facts)
      : ticket_(ticket), facts_(facts) {}

  // Goes on up to `end` with a span and its facets; `end` is INT64_MAX for what
  // still lasts.
  void Take(int64_t start, int64_t end, const v1::TicketSpan& span,
            const v1::TicketFacets& facets) {
    v1::MetricFact fact = FactAt(
        v1::METRIC_FACT_KIND_HELD, ticket_,
        {start, std::max(span.version(), facets.version()), &span, &facets});
    if (facts_.empty() || !GoesOn(fact)) {
      fact.set_start_millis(start);
      facts_.push_back(std::move(fact));
    }
    AddStay(start, span);
    end_ = end;
    if (end == INT64_MAX) {
      facts_.back().clear_time_millis();
    } else {
      facts_.back().set_time_millis(end);
    }
  }

 private:
  // Whether the last stretch ends where this one begins, with the same
  // dimensions.
  bool GoesOn(const v1::MetricFact& fact) const {
    const v1::MetricFact& last = facts_.back();
    return last.kind() == v1::METRIC_FACT_KIND_HELD &&
           end_ == fact.time_millis() && last.party() == fact.party() &&
           last.location() == fact.location() &&
           last.category() == fact.category() &&
           last.priority() == fact.priority();
  }

  void AddStay(int64_t start, const v1::TicketSpan& span) {
    v1::MetricFact& fact = facts_.back();
    const v1::Holder holder = HolderOf(span);
    // Within a fact a contractor is always the same.
    const int stays = fact.stays_size();
    if (stays > 0 && fact.stays(stays - 1).holder() == holder) return;
    v1::HolderStay& stay = *fact.add_stays();
    stay.set_holder(holder);
    if (holder == v1::HOLDER_CONTRACTOR) stay.set_party(span.party());
    stay.set_start_millis(start);
    stay.set_version(span.version());
  }

  const v1::Ticket& ticket_;
  std::vector<v1::MetricFact>& facts_;
  int64_t end_ = 0;
};

// Whether the last word on an instant is that the ticket is open.
bool IsOpenAt(const v1::Ticket& ticket, absl::Time time) {
  for (int i = ticket.spans_size() - 1; i >= 0; --i) {
    if (FromTimestamp(ticket.spans(i).start_time()) <= time) {
      return !kTerminalStates.Contains(ticket.spans(i).state());
    }
  }
  return false;
}

}  // namespace

void AppendHolders(const v1::Ticket& ticket,
                   std::vector<v1::MetricFact>& facts) {
  const std::vector<FacetPart> facets = FacetPartsOf(ticket);
  if (facets.empty()) return;
  HolderWalk walk(ticket, facts);
  for (const SpanPart& part : PartsOf(ticket)) {
    if (HolderOf(*part.span) == v1::HOLDER_UNSPECIFIED) continue;
    int64_t start = MillisOf(part.start);
    const int64_t end = MillisOf(part.end);
    auto at = std::ranges::upper_bound(facets, start, {}, &FacetPart::start);
    if (at != facets.begin()) --at;
    for (; start < end; ++at) {
      const bool last = std::next(at) == facets.end();
      const int64_t until = last ? end : std::min(end, std::next(at)->start);
      walk.Take(start, until, *part.span, *at->facets);
      start = until;
    }
  }
}

std::vector<StayPart> CutStays(const v1::MetricFact& fact,
                               const std::vector<int64_t>& boundaries,
                               int64_t now_millis) {
  std::vector<StayPart> cut;
  const int64_t fact_end =
      fact.has_time_millis() ? fact.time_millis() : INT64_MAX;
  const int64_t last = std::min({fact_end, boundaries.back(), now_millis});
  for (int i = 0; i < fact.stays_size(); ++i) {
    const v1::HolderStay& stay = fact.stays(i);
    int64_t from = std::max(stay.start_millis(), boundaries.front());
    const int64_t end = i + 1 < fact.stays_size()
                            ? std::min(last, fact.stays(i + 1).start_millis())
                            : last;
    while (from < end) {
      const auto after = std::ranges::upper_bound(boundaries, from);
      const int64_t to = std::min(end, *after);
      const auto part = static_cast<size_t>(after - boundaries.begin()) - 1;
      cut.push_back({.part = part,
                     .stay = &stay,
                     .millis = to - from,
                     .begun = from == stay.start_millis()});
      from = to;
    }
  }
  return cut;
}

std::string HolderBucket(const v1::HolderStay& stay) {
  constexpr std::string_view kPrefix = "HOLDER_";
  std::string name = v1::Holder_Name(stay.holder()).substr(kPrefix.size());
  if (stay.holder() != v1::HOLDER_CONTRACTOR) return name;
  return absl::StrCat(name, ":", stay.party());
}

absl::Duration OpenTimeOf(const v1::Ticket& ticket, absl::Time now) {
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

}  // namespace workledger

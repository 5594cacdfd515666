#include "engine/core/metric/metric_flows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/string_view.h"
#include "engine/core/lifecycle/moves.h"

namespace workledger {
namespace {

// Lies between the assets of a match.
constexpr char kMatchSeparator = '\t';

bool IsOpen(const TicketPoint& point) {
  return !kTerminalStates.Contains(point.span->state());
}

bool SameDimensions(const TicketPoint& a, const TicketPoint& b) {
  return a.span->party() == b.span->party() &&
         a.facets->category() == b.facets->category() &&
         a.facets->location() == b.facets->location() &&
         a.facets->priority() == b.facets->priority();
}

// What ended so was looked at; if it comes again, it comes again.
bool IsAnswer(const v1::MetricFact& ended) {
  return ended.bucket() == v1::CLOSURE_CODE_FIXED ||
         ended.bucket() == v1::CLOSURE_CODE_NO_FAULT ||
         ended.bucket() == v1::CLOSURE_CODE_UNRESOLVED;
}

// What the work that was done last says of a fault's cause; nothing where no
// asset is known that it could come back to.
std::string CauseOf(const v1::Ticket& ticket) {
  if (ticket.asset().empty() && ticket.assets().empty()) return "";
  std::string cause;
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() == v1::TICKET_MARK_KIND_COMPLETED) cause = mark.code();
  }
  return cause;
}

// Walks the points and keeps the open stretch that it is in.
class FlowWalk {
 public:
  FlowWalk(const v1::Ticket& ticket, const TicketPoint& first,
           std::vector<v1::MetricFact>& facts)
      : ticket_(ticket), report_millis_(first.millis), facts_(facts) {
    // A ticket whose history begins with its end was open for no time.
    Start(first, v1::METRIC_FLOW_REPORTED);
  }

  void Start(const TicketPoint& point, v1::MetricFlow entry) {
    since_ = &point;
    entry_ = entry;
  }

  // Ends the stretch; goes on with the next if `exit` is MOVED.
  void End(const TicketPoint& point, v1::MetricFlow exit) {
    v1::MetricFact open = OpenSince();
    open.set_time_millis(point.millis);
    open.set_exit(exit);
    facts_.push_back(open);
    if (exit != v1::METRIC_FLOW_ENDED) return Start(point, exit);
    v1::MetricFact ended = FactAt(v1::METRIC_FACT_KIND_ENDED, ticket_, *since_);
    ended.set_time_millis(point.millis);
    ended.set_version(point.version);
    ended.set_bucket(EndCodeOf(ticket_, point.version));
    if (IsAnswer(ended)) ended.set_match(MatchOf(ticket_));
    facts_.push_back(std::move(ended));
    since_ = nullptr;
  }

  bool open() const { return since_ != nullptr; }
  const TicketPoint& since() const { return *since_; }

  v1::MetricFact OpenSince() const {
    v1::MetricFact fact = FactAt(v1::METRIC_FACT_KIND_OPEN, ticket_, *since_);
    fact.clear_time_millis();
    fact.set_start_millis(since_->millis);
    fact.set_entry(entry_);
    fact.set_report_millis(report_millis_);
    return fact;
  }

 private:
  const v1::Ticket& ticket_;
  const int64_t report_millis_;
  std::vector<v1::MetricFact>& facts_;
  const TicketPoint* since_ = nullptr;
  v1::MetricFlow entry_ = v1::METRIC_FLOW_UNSPECIFIED;
};

}  // namespace

void AppendFlows(const v1::Ticket& ticket,
                 const std::vector<TicketPoint>& points,
                 std::vector<v1::MetricFact>& facts) {
  v1::MetricFact reported =
      FactAt(v1::METRIC_FACT_KIND_REPORTED, ticket, points.front());
  reported.set_match(MatchOf(ticket));
  reported.set_cause(CauseOf(ticket));
  reported.set_duplicate(ticket.state() == v1::TICKET_STATE_DUPLICATE);
  facts.push_back(reported);
  if (reported.duplicate()) return;
  FlowWalk walk(ticket, points.front(), facts);
  for (const TicketPoint& point : points) {
    if (walk.open() && !IsOpen(point)) {
      walk.End(point, v1::METRIC_FLOW_ENDED);
    } else if (!walk.open() && IsOpen(point)) {
      walk.Start(point, v1::METRIC_FLOW_REOPENED);
      facts.push_back(FactAt(v1::METRIC_FACT_KIND_REOPENED, ticket, point));
    } else if (walk.open() && !SameDimensions(walk.since(), point)) {
      walk.End(point, v1::METRIC_FLOW_MOVED);
    }
  }
  if (walk.open()) facts.push_back(walk.OpenSince());
}

v1::ClosureCode EndCodeOf(const v1::Ticket& ticket, uint64_t version) {
  const auto mark =
      std::ranges::find_if(ticket.marks(), [version](const v1::TicketMark& m) {
        return m.kind() == v1::TICKET_MARK_KIND_ENDED && m.version() == version;
      });
  return mark == ticket.marks().end()
             ? v1::CLOSURE_CODE_UNSPECIFIED
             : static_cast<v1::ClosureCode>(mark->value());
}

std::string MatchOf(const v1::Ticket& ticket) {
  if (ticket.kind() != v1::TICKET_KIND_REPAIR) return "";
  std::vector<std::string> assets(ticket.assets().begin(),
                                  ticket.assets().end());
  if (!ticket.asset().empty()) assets.insert(assets.begin(), ticket.asset());
  if (!assets.empty())
    return absl::StrJoin(assets, std::string(1, kMatchSeparator));
  if (ticket.location().empty() || ticket.category().empty()) return "";
  // No path holds a line feed.
  return absl::StrCat(ticket.location(), "\n", ticket.category());
}

std::vector<std::string> KeysOf(const v1::MetricFact& fact,
                                std::string_view cause) {
  std::vector<std::string> keys = absl::StrSplit(fact.match(), kMatchSeparator);
  if (cause.empty()) return keys;
  for (std::string& key : keys) absl::StrAppend(&key, "\n", ToAbsl(cause));
  return keys;
}

}  // namespace workledger

#include "engine/ledger/metric_queries.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/area.h"
#include "engine/core/metric/metric_totals.h"
#include "engine/core/validate.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/ledger/metric_period.h"
#include "engine/ledger/tokens.h"
#include "engine/replay/as_of.h"
#include "engine/replay/metric_as_of.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// So many facts are looked at between two looks at the clock.
constexpr size_t kFactsPerLook = 4096;

absl::Status CheckPeriod(const v1::QueryMetricsRequest& request) {
  if (!request.has_start_time()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "start_time",
                      "got none, want the period's begin");
  }
  if (!request.has_end_time()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "end_time",
                      "got none, want the period's end");
  }
  const absl::Duration period =
      FromTimestamp(request.end_time()) - FromTimestamp(request.start_time());
  if (period <= absl::ZeroDuration()) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "end_time",
                      "got a time that is not after start_time");
  }
  if (period > kMetricPeriodMax) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "end_time",
                      absl::StrCat("got ", absl::ToInt64Hours(period) / 24,
                                   " days after start_time, want at most ",
                                   absl::ToInt64Hours(kMetricPeriodMax) / 24));
  }
  return absl::OkStatus();
}

// Facts know the dimensions only.
absl::Status CheckFilter(const v1::TicketFilter& filter) {
  v1::TicketFilter rest = filter;
  rest.clear_kinds();
  rest.clear_location();
  rest.clear_category();
  rest.clear_priorities();
  rest.clear_assignee_party();
  if (rest.ByteSizeLong() == 0) return absl::OkStatus();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  rest.GetReflection()->ListFields(rest, &set);
  return FieldError(
      v1::ERROR_REASON_FIELD_INVALID,
      absl::StrCat("filter.", set.front()->name()),
      "got a value, want only kinds, location, category, priorities and "
      "assignee_party");
}

absl::Status CheckDimensions(const v1::QueryMetricsRequest& request) {
  for (int i = 0; i < request.dimensions_size(); ++i) {
    const auto first = request.dimensions().begin();
    if (std::find(first, first + i, request.dimensions(i)) != first + i) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID,
                        absl::StrCat("dimensions[", i, "]"),
                        "got a dimension twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckQuery(const Ledger& ledger,
                        const v1::QueryMetricsRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckPeriod(request));
  WL_RETURN_IF_ERROR(CheckFilter(request.filter()));
  WL_RETURN_IF_ERROR(CheckDimensions(request));
  return ValidateAsOf(request.as_of(), ledger.log());
}

std::vector<v1::MetricFigure> FiguresOf(
    const v1::QueryMetricsRequest& request) {
  std::vector<v1::MetricFigure> figures;
  for (const int figure : request.figures()) {
    figures.push_back(static_cast<v1::MetricFigure>(figure));
  }
  return figures;
}

// Whether the figures need to know which faults came again.
bool NeedsNeighbours(const v1::QueryMetricsRequest& request) {
  const std::vector<v1::MetricFigure> figures = FiguresOf(request);
  return figures.empty() ||
         std::ranges::any_of(figures, [](v1::MetricFigure figure) {
           return figure == v1::METRIC_FIGURE_RECURRENCE ||
                  figure == v1::METRIC_FIGURE_FIRST_TIME_FIX;
         });
}

// `catalogue` outlives the question.
MetricQuestion QuestionOf(const v1::QueryMetricsRequest& request,
                          absl::Time now, const Catalogue& catalogue) {
  const absl::Time begin = FromTimestamp(request.start_time());
  const absl::Time end = FromTimestamp(request.end_time());
  MetricQuestion question = {
      .begin_millis = absl::ToUnixMillis(begin),
      .end_millis = absl::ToUnixMillis(end),
      .filter = request.filter(),
      .figures = FiguresOf(request),
      .imported = request.imported(),
      .basis = {.working_time = request.basis() == v1::TIME_BASIS_WORKING_TIME,
                .metric = request.metric(),
                .party = request.party(),
                .now_millis = absl::ToUnixMillis(now)},
      .rows_max = kMetricRowsMax,
      .facts_max = kMetricFactsMax};
  bool by_month = false;
  for (const int dimension : request.dimensions()) {
    question.dimensions.push_back(static_cast<v1::MetricDimension>(dimension));
    by_month = by_month || dimension == v1::METRIC_DIMENSION_MONTH;
  }
  if (by_month) {
    question.parts =
        MonthsOf(catalogue, request.filter().location(), begin, end);
  } else {
    question.parts.push_back({.begin_millis = question.begin_millis});
  }
  question.age_days = [&catalogue](const std::string& location, int64_t report,
                                   int64_t at) {
    return WorkingDaysBetween(catalogue, location, absl::FromUnixMillis(report),
                              absl::FromUnixMillis(at));
  };
  question.party_of = [&catalogue](const std::string& contract) {
    const v1::CatalogueEntry* const entry =
        catalogue.FindEver(v1::CATALOGUE_KIND_CONTRACT, contract);
    return entry == nullptr ? "" : entry->item().contract().party();
  };
  question.plan_of = [&catalogue](const std::string& plan) {
    const v1::CatalogueEntry* const entry =
        catalogue.FindEver(v1::CATALOGUE_KIND_PLAN, plan);
    return entry == nullptr ? nullptr : &entry->item().plan();
  };
  question.area_of = [&catalogue, known = std::map<std::string, uint64_t>()](
                         const std::string& location) mutable {
    const auto [area, is_new] = known.try_emplace(location);
    if (is_new) area->second = AreaIn(catalogue, location);
    return area->second;
  };
  return question;
}

absl::Status CheckDeadline(absl::Time deadline) {
  if (absl::Now() <= deadline) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "metrics: got no answer in time");
}

// Gives on facts until the deadline.
MetricSink Until(absl::Time deadline, MetricTotals& totals) {
  return [deadline, &totals, facts = size_t{0}](std::string_view stream,
                                                v1::MetricFact fact) mutable {
    if (++facts % kFactsPerLook == 0) {
      WL_RETURN_IF_ERROR(CheckDeadline(deadline));
    }
    return totals.Add(stream, std::move(fact));
  };
}

// What a query comes to.
struct Answer {
  v1::QueryMetricsResponse response;
  std::vector<v1::MetricTicket> behind;
};

// Which part of the log a query is about; nothing where it is about now.
std::optional<v1::AsOf> PastOf(const Ledger& ledger, const v1::AsOf& as_of) {
  if (!IsEarlier(as_of)) return std::nullopt;
  return BoundAsOf(as_of, ledger.view().Position());
}

absl::StatusOr<Catalogue> CatalogueFor(const Ledger& ledger,
                                       const std::optional<v1::AsOf>& past) {
  return past.has_value() ? CatalogueAsOf(ledger.log(), *past)
                          : ledger.view().GetPresentCatalogue();
}

// Gives the totals the facts and returns the position that they are true at.
absl::StatusOr<uint64_t> ReadFacts(const Ledger& ledger,
                                   const v1::QueryMetricsRequest& request,
                                   const std::optional<v1::AsOf>& past,
                                   const Catalogue& catalogue,
                                   absl::Time deadline, MetricTotals& totals) {
  const MetricSink sink = Until(deadline, totals);
  if (past.has_value()) {
    WL_RETURN_IF_ERROR(ReadMetricFactsAsOf(
        ledger.log(), ledger.view(), catalogue,
        {.as_of = *past, .current = request.current(), .deadline = deadline},
        sink));
    return past->position();
  }
  const int64_t beyond = NeedsNeighbours(request) ? kRecurrenceMillis : 0;
  return ledger.view().ReadMetrics(
      {.begin_millis =
           absl::ToUnixMillis(FromTimestamp(request.start_time())) - beyond,
       .end_millis =
           absl::ToUnixMillis(FromTimestamp(request.end_time())) + beyond + 1},
      request.current(), sink);
}

absl::StatusOr<Answer> Answers(const Ledger& ledger,
                               const v1::QueryMetricsRequest& request,
                               const MetricTarget* target,
                               absl::Time deadline) {
  WL_RETURN_IF_ERROR(CheckQuery(ledger, request));
  const std::optional<v1::AsOf> past = PastOf(ledger, request.as_of());
  WL_ASSIGN_OR_RETURN(const Catalogue catalogue, CatalogueFor(ledger, past));
  WL_ASSIGN_OR_RETURN(const absl::Time now, NowFor(ledger, request.as_of()));
  MetricTotals totals(QuestionOf(request, now, catalogue));
  if (target != nullptr) totals.List(*target);
  WL_ASSIGN_OR_RETURN(
      const uint64_t position,
      ReadFacts(ledger, request, past, catalogue, deadline, totals));
  WL_RETURN_IF_ERROR(
      totals.Finish([deadline] { return CheckDeadline(deadline); }));
  Answer answer = {.response = totals.Render(), .behind = totals.Behind()};
  answer.response.set_position(position);
  return answer;
}

absl::Status CheckList(const v1::ListMetricTicketsRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (request.figure() == v1::METRIC_FIGURE_UNSPECIFIED) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "figure",
                      "got none, want the figure to list");
  }
  if (!request.values().empty() &&
      request.values_size() != request.query().dimensions_size()) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "values",
                      absl::StrCat("got ", request.values_size(),
                                   ", want one for each dimension, or none"));
  }
  return absl::OkStatus();
}

// What a page token is bound to.
std::string ListScope(const Ledger& ledger,
                      const v1::ListMetricTicketsRequest& request) {
  v1::ListMetricTicketsRequest scope = request;
  scope.clear_page_size();
  scope.clear_page_token();
  scope.mutable_query()->clear_min_position();
  return ledger.log().Uid() + scope.SerializeAsString();
}

// Sets the event's place in the ledger. Of a contract's month that is where its
// penalties begin.
absl::Status SetPosition(const EventLog& log, v1::MetricTicket& event) {
  if (event.position() > 0) return absl::OkStatus();
  const v1::StreamKind kind = event.stream_kind() == v1::STREAM_KIND_UNSPECIFIED
                                  ? v1::STREAM_KIND_TICKET
                                  : event.stream_kind();
  const StreamId stream = {.kind = static_cast<uint8_t>(kind),
                           .key = event.ticket()};
  return log.ReadStream(stream, std::max<uint64_t>(1, event.version()),
                        [&event](const RecordView& view) {
                          event.set_position(view.position);
                          return false;
                        });
}

// Where a list goes on. Two clocks of a ticket that one event stops are alike
// in all that is listed, so the last that was given does not say how many were.
struct ListPlace {
  v1::MetricTicket last = {};
  // So many like it were given.
  uint64_t given = 0;
};

// Before the position is looked up.
void Give(const v1::MetricTicket& event, ListPlace& place) {
  place.given = MetricOrder(event) == MetricOrder(place.last) ? place.given + 1
                                                              : uint64_t{1};
  place.last = event;
}

// "given:last".
std::string Cursor(const ListPlace& place) {
  return absl::StrCat(place.given, ":", place.last.SerializeAsString());
}

absl::StatusOr<ListPlace> ParsePlace(std::string_view scope,
                                     std::string_view token) {
  ListPlace place;
  if (token.empty()) return place;
  WL_ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, token));
  const size_t end = cursor.find(':');
  if (end == cursor.npos ||
      !absl::SimpleAtoi(cursor.substr(0, end), &place.given) ||
      !place.last.ParseFromString(cursor.substr(end + 1))) {
    return FieldError(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token",
                      "not a token of this list");
  }
  return place;
}

// Returns the first event of a sorted list that is yet to be given.
auto FirstAfter(const ListPlace& place, std::vector<v1::MetricTicket>& events) {
  if (place.given == 0) return events.begin();
  const auto [like, end] = std::ranges::equal_range(
      events, MetricOrder(place.last), {}, MetricOrder);
  return like +
         std::min<ptrdiff_t>(end - like, static_cast<ptrdiff_t>(place.given));
}

}  // namespace

absl::StatusOr<v1::QueryMetricsResponse> QueryMetrics(
    const Ledger& ledger, const v1::QueryMetricsRequest& request,
    absl::Time deadline) {
  WL_ASSIGN_OR_RETURN(Answer answer,
                      Answers(ledger, request, nullptr, deadline));
  return std::move(answer.response);
}

absl::StatusOr<v1::ListMetricTicketsResponse> ListMetricTickets(
    const Ledger& ledger, const v1::ListMetricTicketsRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(CheckList(request));
  const std::string scope = ListScope(ledger, request);
  WL_ASSIGN_OR_RETURN(ListPlace place, ParsePlace(scope, request.page_token()));
  v1::QueryMetricsRequest query = request.query();
  query.clear_figures();
  query.add_figures(request.figure());
  const MetricTarget target = {
      .figure = {request.figure(), request.bucket()},
      .values = {request.values().begin(), request.values().end()},
      .total = request.total()};
  WL_ASSIGN_OR_RETURN(Answer answer, Answers(ledger, query, &target, deadline));
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  v1::ListMetricTicketsResponse response;
  response.set_position(answer.response.position());
  const auto end = answer.behind.end();
  for (auto event = FirstAfter(place, answer.behind); event != end; ++event) {
    if (response.tickets_size() == page_size) {
      response.set_next_page_token(EncodePageToken(scope, Cursor(place)));
      break;
    }
    Give(*event, place);
    WL_RETURN_IF_ERROR(SetPosition(ledger.log(), *event));
    *response.add_tickets() = std::move(*event);
  }
  return response;
}

}  // namespace workledger

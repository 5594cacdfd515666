#include "tools/workledger/clock_text.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/table.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

using google::protobuf::Timestamp;

std::string OptionalTime(bool present, const Timestamp& time,
                         absl::TimeZone zone) {
  return present ? TimeText(FromTimestamp(time), zone) : "";
}

std::string MillisText(int64_t millis) {
  return SpanText(absl::Milliseconds(millis));
}

absl::Duration LengthOf(const Timestamp& start, const Timestamp& end) {
  return FromTimestamp(end) - FromTimestamp(start);
}

std::string Counted(uint32_t count, std::string_view what) {
  return absl::StrCat(count, " ", std::string(what), count == 1 ? "" : "s");
}

std::string TargetText(const v1::Target& target) {
  switch (target.span_case()) {
    case v1::Target::kOpenTime:
      return absl::StrCat(
          SpanText(absl::Seconds(target.open_time().seconds()) +
                   absl::Nanoseconds(target.open_time().nanos())),
          " of open time");
    case v1::Target::kWorkingDays:
      return Counted(target.working_days(), "working day");
    case v1::Target::kNaturalDays:
      return Counted(target.natural_days(), "natural day");
    case v1::Target::SPAN_NOT_SET:
      break;
  }
  return "";
}

// For example "sla resolution, cycle 1".
std::string NameOf(const v1::ClockKey& key) {
  std::string name =
      absl::StrCat(ShortName(key.party()), " ", ShortName(key.metric()),
                   ", cycle ", key.cycle());
  if (key.segment() != 0) absl::StrAppend(&name, ", segment ", key.segment());
  return name;
}

std::string RevisionText(std::string_view code, uint64_t revision) {
  return absl::StrCat(std::string(code), " revision ", revision);
}

std::string BreachText(const v1::Breach& breach, absl::TimeZone zone) {
  std::string text =
      absl::StrCat(TimeText(FromTimestamp(breach.due_time()), zone), " by ",
                   ShortName(breach.holder()));
  if (!breach.holder_party().empty()) {
    absl::StrAppend(&text, " ", breach.holder_party());
  }
  return absl::StrCat(text, ", ", ShortName(breach.state()));
}

Table ValueTable(const v1::ClockValue& value, absl::TimeZone zone) {
  const v1::ClockTerms& terms = value.terms();
  Table table({{"CLOCK"}, {NameOf(terms.clock())}});
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) table.AddRow({std::string(name), text});
  };
  add("state", ShortName(value.state()));
  add("rule",
      absl::StrCat(terms.rule(), " of policy ",
                   RevisionText(terms.policy(), terms.policy_revision())));
  add("target", TargetText(terms.target()));
  add("calendar", RevisionText(terms.calendar(), terms.calendar_revision()));
  // Of all tables of this clock.
  add("times in", zone.name());
  add("assignee", terms.assignee());
  add("due",
      absl::StrCat(OptionalTime(value.has_due_time(), value.due_time(), zone),
                   value.provisional() ? " provisional" : ""));
  add("due at first", OptionalTime(value.has_original_due_time(),
                                   value.original_due_time(), zone));
  add("stopped",
      absl::StrCat(OptionalTime(value.has_stop_time(), value.stop_time(), zone),
                   value.implied() ? " implied" : ""));
  add("ran", MillisText(value.elapsed_millis()));
  add("paused", MillisText(value.paused_millis()));
  add("left", MillisText(value.remaining_millis()));
  if (value.has_breach()) add("breached", BreachText(value.breach(), zone));
  return table;
}

// Why a policy or a rule did not fit: the field, and the ticket's value of it.
template <typename Trial>
std::string MisfitText(const Trial& trial) {
  if (trial.value().empty()) return trial.field();
  return absl::StrCat(trial.field(), ": ", trial.value());
}

Table TrialTable(const v1::ClockExplanation& clock) {
  Table table({{"RULE TRIED"}, {"FITS"}, {"WHY NOT"}});
  for (const v1::RuleTrial& trial : clock.trials()) {
    table.AddRow(
        {trial.rule(), trial.fits() ? "yes" : "no", MisfitText(trial)});
  }
  return table;
}

// Which policy the ticket is judged by, and why.
void PrintPolicies(const v1::ExplainClocksResponse& response,
                   std::ostream& out) {
  if (response.policies().empty()) return;
  Table table({{"POLICY TRIED"},
               {.title = "REVISION", .right = true},
               {.title = "RANK", .right = true},
               {"FITS"},
               {"WHY NOT"}});
  for (const v1::PolicyTrial& trial : response.policies()) {
    table.AddRow({trial.policy(), absl::StrCat(trial.policy_revision()),
                  absl::StrCat(trial.rank()), trial.fits() ? "yes" : "no",
                  MisfitText(trial)});
  }
  table.Print(out);
  out << "\n";
}

Table MoveTable(const v1::ClockExplanation& clock, absl::TimeZone zone) {
  Table table({{"RECORDED"},
               {.title = "POSITION", .right = true},
               {"CAUSE"},
               {"DUE BEFORE"},
               {"DUE"},
               {"DOCUMENT"}});
  for (const v1::ClockMove& move : clock.moves()) {
    table.AddRow({TimeText(FromTimestamp(move.record_time()), zone),
                  absl::StrCat(move.position()), ShortName(move.cause()),
                  OptionalTime(move.has_previous_due_time(),
                               move.previous_due_time(), zone),
                  OptionalTime(move.has_due_time(), move.due_time(), zone),
                  move.document()});
  }
  return table;
}

Table IntervalTable(const v1::ClockExplanation& clock, absl::TimeZone zone) {
  Table table({{"FROM"}, {"TO"}, {.title = "TIME", .right = true}, {"WHAT"}});
  for (const v1::ClockInterval& interval : clock.intervals()) {
    table.AddRow(
        {TimeText(FromTimestamp(interval.start_time()), zone),
         TimeText(FromTimestamp(interval.end_time()), zone),
         SpanText(LengthOf(interval.start_time(), interval.end_time())),
         ActivityText(interval)});
  }
  return table;
}

Table RaisedTable(const v1::ClockExplanation& clock, absl::TimeZone zone) {
  Table table({{"LEVEL"},
               {"RAISED"},
               {.title = "TIMES", .right = true},
               {.title = "OF DEADLINE", .right = true}});
  for (const v1::RaisedLevel& level : clock.raised()) {
    table.AddRow({level.level(),
                  TimeText(FromTimestamp(level.raise_time()), zone),
                  absl::StrCat(level.repeats()),
                  absl::StrCat(level.deadline_revision())});
  }
  return table;
}

void PrintClock(const v1::ClockExplanation& clock, const ClockZones& zones,
                std::ostream& out) {
  const auto found = zones.calendars.find(clock.value().terms().calendar());
  const absl::TimeZone zone =
      found == zones.calendars.end() ? zones.other : found->second;
  ValueTable(clock.value(), zone).Print(out);
  const std::pair<bool, Table> parts[] = {
      {!clock.trials().empty(), TrialTable(clock)},
      {!clock.moves().empty(), MoveTable(clock, zone)},
      {!clock.intervals().empty(), IntervalTable(clock, zone)},
      {!clock.raised().empty(), RaisedTable(clock, zone)}};
  for (const auto& [wanted, table] : parts) {
    if (!wanted) continue;
    out << '\n';
    table.Print(out);
  }
  out << '\n';
}

void PrintHolders(const v1::ExplainClocksResponse& response,
                  absl::TimeZone zone, std::ostream& out) {
  Table table({{"FROM"},
               {"TO"},
               {.title = "TIME", .right = true},
               {"HOLDER"},
               {"PARTY"},
               {"STATE"},
               {"HELD FOR"}});
  out << "holders, times in " << zone.name() << "\n\n";
  std::map<std::pair<v1::Holder, std::string>, absl::Duration> sums;
  absl::Duration total;
  for (const v1::HolderInterval& part : response.holders()) {
    const absl::Duration length = LengthOf(part.start_time(), part.end_time());
    sums[{part.holder(), part.party()}] += length;
    total += length;
    table.AddRow({TimeText(FromTimestamp(part.start_time()), zone),
                  TimeText(FromTimestamp(part.end_time()), zone),
                  SpanText(length), ShortName(part.holder()), part.party(),
                  Bilingual(part.state()),
                  part.hold_reason() == v1::HOLD_REASON_UNSPECIFIED
                      ? ""
                      : Bilingual(part.hold_reason())});
  }
  table.Print(out);
  Table totals({{"HOLDER"}, {"PARTY"}, {.title = "TIME", .right = true}});
  for (const auto& [who, sum] : sums) {
    totals.AddRow({ShortName(who.first), who.second, SpanText(sum)});
  }
  totals.AddRow({"all", "", SpanText(total)});
  out << '\n';
  totals.Print(out);
}

}  // namespace

std::string SpanText(absl::Duration span) {
  constexpr int64_t kMinuteSeconds = 60;
  constexpr int64_t kHourSeconds = 60 * kMinuteSeconds;
  const bool negative = span < absl::ZeroDuration();
  const int64_t seconds = absl::ToInt64Seconds(absl::AbsDuration(span));
  std::string text =
      absl::StrFormat("%s%d:%02d", negative ? "-" : "", seconds / kHourSeconds,
                      seconds % kHourSeconds / kMinuteSeconds);
  if (seconds % kMinuteSeconds != 0) {
    absl::StrAppendFormat(&text, ":%02d", seconds % kMinuteSeconds);
  }
  return text;
}

std::string ActivityText(const v1::ClockInterval& interval) {
  switch (interval.activity()) {
    case v1::CLOCK_ACTIVITY_RUN:
      return "run";
    case v1::CLOCK_ACTIVITY_PAUSE:
      if (interval.hold_reason() == v1::HOLD_REASON_UNSPECIFIED) {
        return absl::StrCat("paused: ", Bilingual(v1::TICKET_STATE_WITHDRAWN));
      }
      return absl::StrCat("paused: ", Bilingual(interval.hold_reason()));
    case v1::CLOCK_ACTIVITY_CLOSED:
    case v1::CLOCK_ACTIVITY_UNSPECIFIED:
    case v1::ClockActivity_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ClockActivity_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  const std::string document =
      interval.document().empty() ? "" : " " + interval.document();
  if (interval.day_class() == v1::DAY_CLASS_OFF) {
    return absl::StrCat("closed: OFF", document);
  }
  return absl::StrCat("closed: out of hours", document.empty() ? "" : ", WORK",
                      document);
}

void PrintExplanation(const v1::ExplainClocksResponse& response,
                      const ClockZones& zones, std::ostream& out) {
  out << "ticket " << response.ticket() << " at "
      << TimeText(FromTimestamp(response.at_time()), zones.other) << " "
      << zones.other.name() << "\n\n";
  PrintPolicies(response, out);
  for (const v1::ClockExplanation& clock : response.clocks()) {
    PrintClock(clock, zones, out);
  }
  PrintHolders(response, zones.other, out);
}

}  // namespace workledger

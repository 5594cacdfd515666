// Clocks from scratch: every event of a ticket parsed and folded, then every
// clock of it evaluated. The tickets are a bureau's, thirteen times a year,
// with the promises of the profile that comes with workledger.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/upcast.h"
#include "tests/bench/bench.h"
#include "tests/bench/core_ledger.h"
#include "tests/bench/processor_time.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "tools/workledger/catalogue/catalogue_plan.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kScale = 13;
constexpr size_t kTickets = 100'000;
constexpr int kRounds = 3;  // timed, of which the median counts

// What a ticket's stream holds, as it is stored.
using Stream = std::vector<std::string>;
using Streams = std::map<std::string, Stream>;

absl::StatusOr<std::vector<v1::Command>> DefaultPolicy(
    const std::string& folder) {
  const auto read = [&](const std::string& name) {
    std::ifstream file(absl::StrCat(folder, "/", name));
    return absl::StatusOr<std::string>(
        std::string(std::istreambuf_iterator<char>(file), {}));
  };
  constexpr char kName[] = "cn-gov-default.toml";
  WL_ASSIGN_OR_RETURN(const std::string text, read(kName));
  WL_ASSIGN_OR_RETURN(
      CatalogueFile file,
      ParseCatalogueFile(text, kName, absl::UTCTimeZone(), read));
  v1::Command envelope;
  *envelope.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  return MakeCommands(MakePlan(std::move(file), {}), envelope);
}

// Tells the year, and keeps the first tickets' streams.
absl::Status TellTickets(const Options& options, CoreLedger& core) {
  v1::Command catalogue;
  *catalogue.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  *catalogue.mutable_change_catalogue() = MakeCatalogue(1);
  WL_RETURN_IF_ERROR(core.Execute(catalogue, YearStart()));
  WL_ASSIGN_OR_RETURN(const std::vector<v1::Command> policy,
                      DefaultPolicy(options.catalogue));
  for (const v1::Command& command : policy) {
    WL_RETURN_IF_ERROR(core.Execute(command, YearStart()));
  }
  // What the year alone does not bring is refused, and counts for nothing.
  for (const Step& step : TellYear(1, kScale)) {
    core.Execute(step.command, step.time).IgnoreError();
  }
  return absl::OkStatus();
}

absl::Status FoldStream(const Stream& stream, v1::Ticket& ticket) {
  v1::Record record;
  v1::Event event;
  for (const std::string& bytes : stream) {
    WL_RETURN_IF_ERROR(ParseRecord(bytes, record));
    WL_RETURN_IF_ERROR(Upcast(record, event));
    EvolveTicket(ticket, record, event);
  }
  return absl::OkStatus();
}

struct Recomputed {
  absl::Duration time;  // of the processor
  uint64_t clocks = 0;
  uint64_t breached = 0;
};

absl::StatusOr<Recomputed> Recompute(const Streams& streams,
                                     const Catalogue& catalogue) {
  Recomputed recomputed;
  const absl::Duration start = ProcessorTime(RUSAGE_THREAD);
  for (const auto& [key, stream] : streams) {
    v1::Ticket ticket;
    WL_RETURN_IF_ERROR(FoldStream(stream, ticket));
    for (const v1::Clock& clock : ticket.clocks()) {
      const WorkingCalendar* const calendar = catalogue.FindWorkingCalendar(
          clock.terms().calendar(), clock.terms().calendar_revision());
      if (calendar == nullptr) return absl::InternalError("no calendar");
      const v1::ClockValue value =
          EvaluateClock(clock, ticket, *calendar, YearEnd());
      ++recomputed.clocks;
      if (value.state() == v1::CLOCK_STATE_BREACHED_RUNNING ||
          value.state() == v1::CLOCK_STATE_BREACHED_STOPPED) {
        ++recomputed.breached;
      }
    }
  }
  recomputed.time = ProcessorTime(RUSAGE_THREAD) - start;
  return recomputed;
}

// What is folded from scratch is what was folded as the events came.
absl::Status Compare(const Streams& streams, const CoreLedger& core) {
  for (const auto& [key, stream] : streams) {
    v1::Ticket ticket;
    WL_RETURN_IF_ERROR(FoldStream(stream, ticket));
    const v1::Fold& fold = core.folds().at({v1::STREAM_KIND_TICKET, key});
    if (ticket.SerializeAsString() != fold.ticket().SerializeAsString()) {
      return absl::InternalError(absl::StrCat(key, " differs"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Figures> RecomputeClocks(const Options& options) {
  Streams streams;
  uint64_t events = 0;
  CoreLedger core([&](const v1::Record& record) {
    if (record.stream().kind() != v1::STREAM_KIND_TICKET) return;
    const std::string& key = record.stream().key();
    if (streams.size() >= kTickets && !streams.contains(key)) return;
    streams[key].push_back(record.SerializeAsString());
    ++events;
  });
  WL_RETURN_IF_ERROR(TellTickets(options, core));
  if (streams.size() < kTickets) {
    return absl::InternalError(absl::StrCat(streams.size(), " tickets"));
  }
  WL_RETURN_IF_ERROR(Compare(streams, core));
  std::vector<Recomputed> rounds;
  for (int i = 0; i < kRounds; ++i) {
    WL_ASSIGN_OR_RETURN(rounds.emplace_back(),
                        Recompute(streams, core.catalogue()));
  }
  std::ranges::sort(rounds, {}, &Recomputed::time);
  const Recomputed& median = rounds[kRounds / 2];
  return Figures{
      {.name = "clocks of tickets recomputed from scratch",
       .value = static_cast<double>(streams.size()) /
                absl::ToDoubleSeconds(median.time),
       .unit = "tickets/s",
       .note = absl::StrCat(streams.size(), " tickets, ", events, " events, ",
                            median.clocks, " clocks, ", median.breached,
                            " breached; one core")}};
}

}  // namespace workledger::bench

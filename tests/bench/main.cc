// workledger-bench: every figure beside its bare limit, as a ratio.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/bench/bench.h"
#include "tests/bench/durable_server.h"
#include "tests/bench/rpc_load.h"

namespace workledger::bench {
namespace {

struct Named {
  std::string name;
  Benchmark run;
};

// How long all of them may take.
constexpr double kAllMinutesMax = 25;

const std::vector<Named>& Benchmarks() {
  static const std::vector<Named> all = {
      {"append", Append},      {"execute", Execute},
      {"replay", Replay},      {"import", Import},
      {"alarms", Alarms},      {"memory", Memory},
      {"decide", DecideMixed}, {"queue", Queue},
      {"ticker", Ticker},      {"metrics", Metrics},
      {"calendar", Deadlines}, {"recompute", RecomputeClocks}};
  return all;
}

bool Reached(const Figure& figure) {
  const double reached =
      figure.bare == 0 ? figure.value : figure.value / figure.bare;
  return reached >= figure.reach;
}

bool Within(const Figure& figure) { return figure.value <= figure.at_most; }

void Print(const Figure& figure) {
  std::cout << absl::StreamFormat("%-44s %14.1f %s", figure.name, figure.value,
                                  figure.unit);
  if (figure.bare != 0) {
    std::cout << absl::StreamFormat("  bare %.1f  ratio %.2f", figure.bare,
                                    figure.value / figure.bare);
  }
  if (figure.reach != 0) {
    std::cout << absl::StreamFormat("  (to reach %g: %s)", figure.reach,
                                    Reached(figure) ? "yes" : "NO");
  }
  if (figure.at_most != 0) {
    std::cout << absl::StreamFormat("  (at most %g: %s)", figure.at_most,
                                    Within(figure) ? "yes" : "NO");
  }
  if (!figure.note.empty()) std::cout << "  " << figure.note;
  std::cout << std::endl;
}

google::protobuf::Struct ToJson(const Figure& figure) {
  google::protobuf::Struct row;
  auto& fields = *row.mutable_fields();
  fields["name"].set_string_value(figure.name);
  fields["value"].set_number_value(figure.value);
  fields["unit"].set_string_value(figure.unit);
  fields["note"].set_string_value(figure.note);
  if (figure.bare != 0) {
    fields["bare"].set_number_value(figure.bare);
    fields["ratio"].set_number_value(figure.value / figure.bare);
  }
  if (figure.reach != 0) {
    fields["reach"].set_number_value(figure.reach);
    fields["reached"].set_bool_value(Reached(figure));
  }
  if (figure.at_most != 0) {
    fields["at_most"].set_number_value(figure.at_most);
    fields["within"].set_bool_value(Within(figure));
  }
  return row;
}

// Runs what is asked for; returns whether everything ran.
bool RunAll(const std::string& only, const Options& options,
            google::protobuf::Struct& report) {
  auto& rows = *(*report.mutable_fields())["figures"].mutable_list_value();
  const auto report_figure = [&rows](const Figure& figure) {
    Print(figure);
    *rows.add_values()->mutable_struct_value() = ToJson(figure);
  };
  bool ran = true;
  const absl::Time start = absl::Now();
  for (const Named& benchmark : Benchmarks()) {
    if (!only.empty() && only != benchmark.name) continue;
    std::cerr << "==> " << benchmark.name << std::endl;
    const absl::StatusOr<Figures> figures = benchmark.run(options);
    if (!figures.ok()) {
      std::cerr << benchmark.name << ": " << figures.status() << std::endl;
      ran = false;
      continue;
    }
    for (const Figure& figure : *figures) report_figure(figure);
  }
  if (only.empty()) {
    report_figure({.name = "all of it",
                   .value = absl::ToDoubleMinutes(absl::Now() - start),
                   .unit = "min",
                   .at_most = kAllMinutesMax});
  }
  return ran;
}

int Main(int argc, char** argv) {
  CLI::App app("Benchmarks of workledger, each beside its bare limit");
  std::vector<std::string> names;
  for (const Named& benchmark : Benchmarks()) names.push_back(benchmark.name);
  std::string only;
  std::string json;
  int seconds = 10;
  size_t echo = 0;
  std::string durable;
  Options options;
  options.bin = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  options.data = WORKLEDGER_TEST_DATA;
  options.mapping = WORKLEDGER_MAPPING;
  options.catalogue = WORKLEDGER_SHARED_CATALOGUE;
  options.directory =
      std::filesystem::path(options.bin).parent_path() / "bench";
  app.add_option("--only", only, "Run this one")->check(CLI::IsMember(names));
  app.add_option("--json", json, "Write the figures to this file");
  app.add_option("--seconds", seconds, "Length of each timed part")
      ->check(CLI::Range(1, 60));
  app.add_option("--directory", options.directory, "Scratch folder, emptied");
  app.add_option("--echo", echo, "Serve the bare echo (internal)");
  app.add_option("--durable", durable, "Serve durable calls (internal)");
  CLI11_PARSE(app, argc, argv);
  if (echo != 0) return ServeEcho(echo);
  if (!durable.empty()) return ServeDurable(durable);

  options.duration = absl::Seconds(seconds);
  std::filesystem::remove_all(options.directory);
  std::filesystem::create_directories(options.directory);
  google::protobuf::Struct report;
  const bool ran = RunAll(only, options, report);
  std::filesystem::remove_all(options.directory);
  if (!json.empty()) {
    std::string text;
    google::protobuf::util::JsonPrintOptions print;
    print.add_whitespace = true;
    if (!google::protobuf::util::MessageToJsonString(report, &text, print)
             .ok() ||
        !(std::ofstream(json) << text)) {
      std::cerr << "cannot write " << json << std::endl;
      return 1;
    }
  }
  return ran ? 0 : 1;
}

}  // namespace
}  // namespace workledger::bench

int main(int argc, char** argv) { return workledger::bench::Main(argc, argv); }

// Reads the real history (README.md of WORKLEDGER_TEST_DATA) with its mapping,
// without a server, and compares what the commands say with the source.

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "tools/workledger/import/differ.h"
#include "tools/workledger/import/mapping.h"
#include "tools/workledger/import/row_mapper.h"
#include "tools/workledger/import/row_reader.h"

namespace workledger {
namespace {

constexpr char kFile[] =
    WORKLEDGER_TEST_DATA "/uci-servicenow-incidents/incident_event_log.csv.gz";
constexpr char kMapping[] = WORKLEDGER_MAPPINGS "/uci-servicenow.toml";

bool Stopped(v1::TicketState state) {
  return state == v1::TICKET_STATE_COMPLETED ||
         state == v1::TICKET_STATE_CLOSED;
}

// A ticket as the commands alone tell it.
struct Told {
  v1::TicketState state = v1::TICKET_STATE_REPORTED;
  int reopens = 0;
  int reassignments = 0;
  std::string party;
  std::string close_time;
  std::string complete_time;
  std::map<std::string, std::string> facts;
};

void Apply(const v1::RecordHistory& history, const std::string& time,
           Told* told) {
  if (history.has_assignee()) {
    if (!history.has_report() && history.assignee().party() != told->party) {
      ++told->reassignments;
    }
    told->party = history.assignee().party();
  }
  for (const v1::Fact& fact : history.facts()) {
    told->facts[fact.name()] = fact.value();
  }
  if (!history.has_state() && !history.has_hold()) return;
  const v1::TicketState now =
      history.has_hold() ? v1::TICKET_STATE_ACCEPTED : history.state().state();
  if (Stopped(told->state) && !Stopped(now)) ++told->reopens;
  if (now == v1::TICKET_STATE_CLOSED) told->close_time = time;
  if (now == v1::TICKET_STATE_COMPLETED) told->complete_time = time;
  told->state = now;
}

TEST(RealFileTest, CommandsTellWhatTheSourceCounts) {
  if (!std::filesystem::exists(kFile)) {
    GTEST_SKIP() << "no real input: " << kFile
                 << " is missing (see WORKLEDGER_TEST_DATA)";
  }
  const auto mapping = LoadMapping(kMapping);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  const auto reader = RowReader::Open(kFile, mapping->delimiter);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const auto mapper = RowMapper::Create(*mapping, (*reader)->header());
  ASSERT_TRUE(mapper.ok()) << mapper.status();

  Differ differ(mapping->source);
  std::map<std::string, Told> tickets;
  uint64_t rows = 0;
  uint64_t unchanged_rows = 0;
  uint64_t unknown_rows = 0;
  for (;;) {
    const auto row = (*reader)->Next();
    ASSERT_TRUE(row.ok()) << row.status();
    if (!row->has_value()) break;
    ++rows;
    auto mapped = mapper->Map(**row);
    ASSERT_TRUE(mapped.ok()) << mapped.status();
    const std::string time = absl::FormatTime(
        "%Y-%m-%dT%H:%M:%SZ", mapped->time, absl::UTCTimeZone());
    const auto command = differ.Next(*std::move(mapped));
    ASSERT_TRUE(command.ok()) << command.status();
    if (!command->has_value()) {
      ++unchanged_rows;
      continue;
    }
    const v1::RecordHistory& history = (*command)->record_history();
    if (history.has_unknown_state()) ++unknown_rows;
    Apply(history, time, &tickets[(*command)->ticket()]);
  }

  EXPECT_EQ(rows, 141712);
  EXPECT_EQ(tickets.size(), 24918);
  EXPECT_EQ(differ.trails().size(), 24918);
  EXPECT_EQ(unchanged_rows, 28247);
  EXPECT_EQ(unknown_rows, 5);

  std::map<int, int> reopens;
  int equal_reassignments = 0;
  int equal_complete_times = 0;
  int source_reassignments = 0;
  int sla_met = 0;
  for (const auto& [ticket, told] : tickets) {
    // In the order of the mapping's reference.
    const auto& expected = differ.trails().at(ticket).expected;
    ++reopens[told.reopens];
    EXPECT_EQ(std::to_string(told.reopens), expected[0]) << ticket;
    source_reassignments += std::stoi(expected[1]);
    if (std::to_string(told.reassignments) == expected[1]) {
      ++equal_reassignments;
    }
    if (!told.complete_time.empty() && !expected[2].empty()) {
      EXPECT_EQ(told.complete_time, expected[2]) << ticket;
      ++equal_complete_times;
    }
    EXPECT_EQ(told.close_time, expected[3]) << ticket;
    EXPECT_EQ(told.state, v1::TICKET_STATE_CLOSED) << ticket;
    EXPECT_EQ(expected[4], "CLOSED") << ticket;
    if (told.facts.at("made_sla") == "true") ++sla_met;
  }
  const std::map<int, int> want_reopens = {
      {0, 24643}, {1, 245}, {2, 19}, {3, 4}, {4, 4}, {6, 2}, {8, 1}};
  EXPECT_EQ(reopens, want_reopens);
  EXPECT_EQ(equal_reassignments, 24827);
  EXPECT_EQ(source_reassignments, 23414);
  EXPECT_EQ(equal_complete_times, 23362);
  EXPECT_EQ(sla_met, 15803);
}

}  // namespace
}  // namespace workledger

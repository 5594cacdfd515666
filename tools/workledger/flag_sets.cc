#include "tools/workledger/flag_sets.h"

#include <optional>
#include <string>
#include <vector>

#include "tools/workledger/order_flags.h"
#include "tools/workledger/verb_line.h"

namespace workledger {
namespace {

void AddOrderFlag(CLI::App& verb, const OrderFlag& flag, FlagTexts& texts) {
  std::vector<std::string>& values = texts[flag.name];
  if (flag.boolean) {
    verb.add_flag_callback(
        flag.name, [&values] { values = {"true"}; }, flag.words);
    return;
  }
  CLI::Option& option = *verb.add_option(flag.name, values, flag.words);
  option.option_text(flag.repeated ? flag.form + " ..." : flag.form);
  // One value for each time that the flag is given.
  option.expected(1);
  if (flag.repeated) {
    option.multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

// Adds two switches that exclude each other; the first means `first_value`.
void AddChoice(CLI::App& verb, const std::string& first,
               const std::string& second, std::optional<bool>& value,
               bool first_value) {
  CLI::Option* one = verb.add_flag_callback(
      first, [&value, first_value] { value = first_value; },
      "only tickets that are " + first.substr(2));
  verb.add_flag_callback(
          second, [&value, first_value] { value = !first_value; },
          "only tickets that are " + second.substr(2))
      ->excludes(one);
}

}  // namespace

void AddOrderFlags(CLI::App& verb, const google::protobuf::Descriptor& order,
                   OrderArguments& arguments) {
  for (const OrderFlag& flag : OrderFlags(order)) {
    AddOrderFlag(verb, flag, arguments.texts);
  }
  verb.add_option("--json", arguments.json,
                  "the whole order as JSON; other flags override it");
  AddCommandFlags(verb, arguments.command);
}

void AddFilterFlags(CLI::App& verb, ListFlags& flags) {
  verb.add_option("--kind", flags.kinds, "of one of these kinds");
  verb.add_option("--state", flags.states, "in one of these states");
  verb.add_option("--hold-reason", flags.hold_reasons, "held for one of these");
  verb.add_option("--priority", flags.priorities, "of one of these priorities");
  verb.add_option("--party", flags.party, "assigned to this party");
  verb.add_option("--person", flags.person, "assigned to this person");
  verb.add_option("--location", flags.location, "at this location or in it");
  verb.add_option("--category", flags.category, "of this category or below it");
  AddChoice(verb, "--open", "--ended", flags.terminal, false);
  AddChoice(verb, "--held", "--not-held", flags.held, true);
  verb.add_option("--reported-from", flags.report_start_time,
                  "reported at TIME or later");
  verb.add_option("--reported-before", flags.report_end_time,
                  "reported before TIME");
  verb.add_option("--closed-from", flags.close_start_time,
                  "ended at TIME or later");
  verb.add_option("--closed-before", flags.close_end_time, "ended before TIME");
  verb.add_option("--title", flags.title, "with these words in the title");
  verb.add_option("--number", flags.number_prefix,
                  "whose number begins with these digits");
  verb.add_option("--due-before", flags.due_before_time,
                  "open, with a clock that is due before TIME");
}

void AddListFlags(CLI::App& verb, ListFlags& flags) {
  AddFilterFlags(verb, flags);
  verb.add_option("--order", flags.order,
                  "report: oldest first; due: open ones, tightest clock first. "
                  "due is the default of --open, as a table of now");
  verb.add_option("--page-size", flags.page_size, "at most 1000")
      ->capture_default_str();
  verb.add_option("--page-token", flags.page_token,
                  "from the page before, with the same flags");
  verb.add_flag("--all", flags.all, "all pages");
  AddAsOfFlags(verb, flags.as_of);
}

}  // namespace workledger

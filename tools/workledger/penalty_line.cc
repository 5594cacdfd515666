#include "tools/workledger/penalty_line.h"

#include "tools/workledger/flag_words.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {
namespace {

void AddMonthArguments(CLI::App& verb, MonthArguments& arguments) {
  verb.add_option("CONTRACT", arguments.contract, "code of the contract")
      ->required();
  verb.add_option("MONTH", arguments.month, "for example 2026-03")->required();
}

const google::protobuf::Descriptor& OrderOf(PenaltyVerb kind) {
  switch (kind) {
    case PenaltyVerb::kContest:
      return *v1::ContestPenalty::descriptor();
    case PenaltyVerb::kConfirm:
      return *v1::ConfirmPenalty::descriptor();
    case PenaltyVerb::kReduce:
      return *v1::ReducePenalty::descriptor();
    case PenaltyVerb::kWaive:
      return *v1::WaivePenalty::descriptor();
    case PenaltyVerb::kSettle:
      break;
  }
  return *v1::SettleMonth::descriptor();
}

void AddOrder(CLI::App& noun, PenaltyVerb kind, const VerbText& text,
              PenaltyLine& line, Run& chosen) {
  PenaltyOrderFlags& flags = line.orders[kind];
  CLI::App& verb =
      AddVerb(noun, text, chosen, [kind, &flags](const Session& session) {
        return RunPenaltyOrder(kind, flags, session);
      });
  AddMonthArguments(verb, flags.month);
  if (kind == PenaltyVerb::kSettle) {
    verb.add_option("--document", flags.document, "of the approval");
  } else {
    verb.add_option("PENALTY", flags.penalty, "id of the penalty")->required();
    verb.add_option(
        "--reason", flags.reason,
        FlagWords(*OrderOf(kind).FindFieldByName("reason"), nullptr));
  }
  if (kind == PenaltyVerb::kReduce) {
    verb.add_option("--amount-fen", flags.amount_fen, "what is left of it")
        ->required();
  }
  AddCommandFlags(verb, flags.command);
}

}  // namespace

void AddPenaltyVerbs(CLI::App& app, PenaltyLine& line, Run& chosen) {
  CLI::App& noun = *app.add_subcommand(
      "penalty", "penalties of contracts, and their months");
  noun.require_subcommand(1);
  CLI::App& list = AddVerb(noun, {"list", "list months by contract"}, chosen,
                           [&line](const Session& session) {
                             return RunPenaltyList(line.list, session);
                           });
  list.add_option("--contract", line.list.contract, "of this contract only");
  list.add_option("--page-size", line.list.page_size, "at most 1000")
      ->capture_default_str();
  list.add_option("--page-token", line.list.page_token, "from the page before");
  list.add_flag("--all", line.list.all, "all pages");
  AddAsOfFlags(list, line.list.as_of);
  CLI::App& show = AddVerb(noun, {"show", "show the account of a month"},
                           chosen, [&line](const Session& session) {
                             return RunPenaltyShow(line.shown, session);
                           });
  AddMonthArguments(show, line.shown.month);
  AddAsOfFlags(show, line.shown.as_of);
  AddOrder(noun, PenaltyVerb::kContest, {"contest", "dispute a penalty"}, line,
           chosen);
  AddOrder(noun, PenaltyVerb::kConfirm, {"confirm", "confirm a penalty"}, line,
           chosen);
  AddOrder(noun, PenaltyVerb::kReduce, {"reduce", "take less off"}, line,
           chosen);
  AddOrder(noun, PenaltyVerb::kWaive, {"waive", "take nothing off"}, line,
           chosen);
  AddOrder(noun, PenaltyVerb::kSettle, {"settle", "close a month's account"},
           line, chosen);
}

}  // namespace workledger

#include "tools/workledger/flag_words.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "workledger/required.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {
namespace {

using google::protobuf::FieldDescriptor;

struct Words {
  std::string_view field;
  std::string_view words;
};

// By field, or by order and field where the field alone says less. Sorted.
constexpr Words kWords[] = {
    {"Complete.headcount", "how many people came"},
    {"DispatchGuards.headcount", "how many guards"},
    {"ExcuseBreach.party", "whose clock it is"},
    {"Hold.reason", "what it waits for"},
    {"Hold.start_time", "since when it waits, if not now"},
    {"Inspect.passed", "it was good enough, where there is no rubric"},
    {"OpenRound.party", "code of the party that is inspected"},
    {"OrderRectification.points",
     "points that are taken off; later rounds double them"},
    {"RaiseFinding.kind", "what kind of ticket it becomes"},
    {"RaiseRepair.child",
     "the new ticket's id; made from the request id if left out"},
    {"RateService.score", "from 1 (bad) to 5 (good)"},
    {"RecordTally.evidence", "what shows it, such as the sheets of a patrol"},
    {"RecordTally.item", "what was counted, such as bicycles-tidied"},
    {"RecordTally.party", "code of who counted"},
    {"RecordTally.start_time", "when counting began"},
    {"RequestApproval.cost_fen",
     "what it will cost, in fen, where that is to be approved"},
    {"RequestReinforcement.headcount", "how many more people"},
    {"SetPriority.approver", "who approved it; needed to lower it"},
    {"action_code", "code of what was done"},
    {"agency", "who takes over"},
    {"approver", "who approved it"},
    {"asset", "code of the thing that it is about"},
    {"assets", "codes of its other assets"},
    {"attachments", "what goes with it"},
    {"born_of", "where an incident came from"},
    {"catalogue_position",
     "position of the catalogue that it was decided with"},
    {"category", "path of the category"},
    {"cause", "why it was false"},
    {"cause_code", "code of the cause"},
    {"channel", "how it came in"},
    {"child", "id of the ticket below it"},
    {"closure_code", "how it ends"},
    {"code", "which of the usual reasons it is; other if left out"},
    {"confidential", "only some may read it"},
    {"consumables", "what was used up"},
    {"contact_times", "when somebody tried to reach the requester"},
    {"contract", "code of the contract that it falls under"},
    {"contract_revision", "revision of that contract"},
    {"correct_time", "when it really happened"},
    {"corrected_version", "the ticket's version whose time is wrong"},
    {"cost_fen", "what it costs, in fen"},
    {"count", "how many"},
    {"cycle", "of this run of the ticket, counted from 1"},
    {"department", "the requester's department, which pays"},
    {"document", "number of the document that says so"},
    {"drill", "it is an exercise"},
    {"due_time", "until when"},
    {"end_time", "when counting ended"},
    {"estimate_fen", "what it will cost, in fen, as far as one can tell"},
    {"eta_time", "when the party means to arrive"},
    {"evidence", "what shows it"},
    {"evidence_level", "how sure it is who was where"},
    {"first_owner", "who was asked first; the actor if left out"},
    {"full_score", "the score that it is out of"},
    {"good", "all was well"},
    {"guards", "who goes; name each"},
    {"hazard", "it is a danger, which the yearly report counts"},
    {"headcount", "how many people"},
    {"incident_class", "code of the kind of incident"},
    {"injured", "how many were hurt"},
    {"items", "points given for items of the rubric"},
    {"kind", "what kind of ticket; a repair if left out"},
    {"label", "in the words of whoever says so"},
    {"labor", "work that was done, with its price"},
    {"level", "how grave it is"},
    {"location", "path of the place"},
    {"locations", "paths of the places to visit"},
    {"loss_fen", "what was lost, in fen"},
    {"makes_up_for", "id of the missed task that this one makes up for"},
    {"master", "id of the ticket that it repeats"},
    {"method", "how it is looked into"},
    {"metric", "what the clock measures"},
    {"mode", "whether it was assigned or taken"},
    {"number", "number of the permit, where there is one"},
    {"parts", "parts that were used, with their price"},
    {"party", "code of the team or contractor"},
    {"passed", "it was good enough"},
    {"person", "one of its people"},
    {"points", "points that are taken off"},
    {"policy", "code of the policy; the present one if left out"},
    {"priority", "how urgent it is"},
    {"project", "number of the project that it becomes"},
    {"quantities", "how much of what"},
    {"reason", "why"},
    {"receipt", "what was given to show for it"},
    {"recipient", "who was told"},
    {"recurrence_of", "id of the closed ticket that it repeats"},
    {"reporter", "who reports it for somebody else; personal text"},
    {"requested", "the requester chose the time"},
    {"requester", "who needs it; personal text"},
    {"result", "what it came to"},
    {"rubric", "code of the rubric that it is scored by"},
    {"rubric_item", "code of the item of the rubric"},
    {"score", "how many points"},
    {"segment", "of this dispatch, counted from 1; only clocks of contractors"},
    {"slot_time", "when the party is to come"},
    {"source", "who rates"},
    {"stage", "which report it is"},
    {"start_time", "when it began"},
    {"step", "code of the step"},
    {"subject", "what is to be approved"},
    {"text", "in words; personal text"},
    {"ticket", "the new ticket's id; made from the request id if left out"},
    {"title", "in a few words that say nothing of a person"},
    {"unannounced", "nobody was told beforehand"},
    {"until_time", "when it should end"},
    {"upheld", "the score stands"},
    {"visibility", "who may read it; internal if left out"},
    {"window_end_time", "before this time"},
    {"window_start_time", "from this time on"},
};

std::string_view Find(std::string_view name) {
  const Words* const found =
      std::ranges::lower_bound(kWords, name, {}, &Words::field);
  return found != std::end(kWords) && found->field == name ? found->words
                                                           : std::string_view();
}

std::string_view WordsOf(const FieldDescriptor& field,
                         const FieldDescriptor* part) {
  const bool personal = part != nullptr && part->containing_type() ==
                                               v1::PersonalText::descriptor();
  if (personal && part->number() == v1::PersonalText::kDataSubjectFieldNumber) {
    return "pseudonym of whom these words are about";
  }
  const std::string& name =
      part == nullptr || personal ? field.name() : part->name();
  const std::string_view words =
      Find(absl::StrCat(field.containing_type()->name(), ".", name));
  return words.empty() ? Find(name) : words;
}

// Of what it is made of, some may be left out.
bool IsRequired(const FieldDescriptor& field, const FieldDescriptor* part) {
  return IsFieldRequired(field.full_name()) &&
         (part == nullptr ||
          (part->name() != "data_subject" && part->name() != "person" &&
           part->name() != "segment"));
}

}  // namespace

std::string FlagWords(const FieldDescriptor& field,
                      const FieldDescriptor* part) {
  return std::string(WordsOf(field, part))
      .append(IsRequired(field, part) ? " (required)" : "");
}

}  // namespace workledger

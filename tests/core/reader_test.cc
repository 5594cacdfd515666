// What somebody may read of a ticket.

#include "engine/core/lifecycle/reader.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

v1::Ticket Secret() {
  return FromText<v1::Ticket>(
      "ticket: 't-1' number: 7 kind: TICKET_KIND_SECURITY confidential: true "
      "state: TICKET_STATE_CONFIRMED category: 'security' location: 'east' "
      "title: 'who' text { clear: 'what' } requester { clear: 'whose' } "
      "reporter { clear: 'by whom' } facts { name: 'a' value: 'b' } "
      "asset: 'safe' assets: 'door' project: 'p' first_owner: 'zhao' "
      "hold { reason: HOLD_REASON_OTHER label: 'why' } "
      "assignee { party: 'wuye-1' }");
}

v1::Actor With(v1::Role role) {
  v1::Actor actor = Stranger();
  actor.add_roles(role);
  return actor;
}

TEST(ReaderTest, ConfidentialIsForThoseWhoLeadAndThoseWhoHaveIt) {
  const v1::Ticket secret = Secret();
  EXPECT_TRUE(MayReadAll(secret, With(v1::ROLE_SUPERVISOR)));
  EXPECT_TRUE(MayReadAll(secret, With(v1::ROLE_DUTY_OFFICER)));
  EXPECT_TRUE(MayReadAll(secret, With(v1::ROLE_LEADER)));
  EXPECT_TRUE(MayReadAll(secret, Technician()));  // of the assigned party
  EXPECT_TRUE(MayReadAll(secret, Desk()));        // who was asked first
  v1::Actor other_desk = Desk();
  other_desk.set_principal("sun");
  EXPECT_FALSE(MayReadAll(secret, other_desk));
  EXPECT_FALSE(MayReadAll(secret, Requester()));
  EXPECT_FALSE(MayReadAll(secret, System()));
  EXPECT_FALSE(MayReadAll(secret, v1::Actor()));
  v1::Ticket open = secret;
  open.set_confidential(false);
  EXPECT_TRUE(MayReadAll(open, v1::Actor()));
}

TEST(ReaderTest, NobodyInParticularIsNotTheFirstOwnerOfWhatHasNone) {
  v1::Ticket secret = Secret();
  secret.clear_first_owner();
  secret.clear_assignee();
  EXPECT_FALSE(MayReadAll(secret, v1::Actor()));
}

TEST(ReaderTest, RedactionLeavesTheCourseAndNoWords) {
  v1::Ticket ticket = Secret();
  Redact(ticket);
  EXPECT_EQ(
      ticket.ShortDebugString(),
      FromText<v1::Ticket>("ticket: 't-1' number: 7 kind: TICKET_KIND_SECURITY "
                           "confidential: true state: TICKET_STATE_CONFIRMED "
                           "category: 'security' location: 'east' "
                           "hold { reason: HOLD_REASON_OTHER } "
                           "assignee { party: 'wuye-1' } redacted: true")
          .ShortDebugString());
}

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Gives the field a value that is not its default.
void FillScalar(const FieldDescriptor* field, Message& message) {
  const auto& fields = *message.GetReflection();
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return fields.SetBool(&message, field, true);
    case FieldDescriptor::CPPTYPE_INT32:
      return fields.SetInt32(&message, field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return fields.SetInt64(&message, field, 1);
    case FieldDescriptor::CPPTYPE_UINT32:
      return fields.SetUInt32(&message, field, 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return fields.SetUInt64(&message, field, 1);
    case FieldDescriptor::CPPTYPE_ENUM:
      return repeated ? fields.AddEnumValue(&message, field, 1)
                      : fields.SetEnumValue(&message, field, 1);
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? fields.AddString(&message, field, "x")
                      : fields.SetString(&message, field, "x");
    default:
      FAIL() << field->full_name() << " is of a type of its own";
  }
}

// Gives every field a value, and every one of the messages in it.
void Fill(Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message.GetDescriptor()->field(i);
    const auto& fields = *message.GetReflection();
    if (field->message_type() == nullptr) {
      FillScalar(field, message);
    } else {
      Fill(field->is_repeated() ? *fields.AddMessage(&message, field)
                                : *fields.MutableMessage(&message, field));
    }
  }
}

// What its numbers, states and times are of a ticket's course.
constexpr char kMeasured[] =
    "answers appointment_time checklist clocks earlier_duplicates extension "
    "facets hold milestones occurrence reopen_end_time return_end_time "
    "scoring spans state_entries supervise_due_time tallies timers "
    "window_end_time window_start_time";

// The rest of it, and every text.
constexpr char kCourse[] =
    "appealed appointment_requested approvals.state approvals.subject "
    "assignee.party assignee.person catalogue_position category channel "
    "checklist.done_steps checklist.open_steps checklist.procedure "
    "checklist.steps.step children clocks.breach.holder_party "
    "clocks.original_terms.assignee clocks.original_terms.calendar "
    "clocks.original_terms.contract clocks.original_terms.delivery_calendar "
    "clocks.original_terms.levels.code "
    "clocks.original_terms.levels.recipients clocks.original_terms.policy "
    "clocks.original_terms.rule clocks.raised.level clocks.terms.assignee "
    "clocks.terms.calendar clocks.terms.contract "
    "clocks.terms.delivery_calendar clocks.terms.levels.code "
    "clocks.terms.levels.recipients clocks.terms.policy clocks.terms.rule "
    "closure_code confidential contract cycle deemed_accepted drill "
    "earlier_duplicates.ticket facets.category facets.location forced "
    "hazard imported incident.born_of incident.call_interval_millis "
    "incident.call_level incident.confirmed incident.handed_over "
    "incident.incident_class incident.level incident.life_safety "
    "incident.reported incident.roster inspection kind location major_event "
    "makes_up_for master number occurrence.key occurrence.plan offered "
    "parent policy policy_position policy_revision previous_state priority "
    "rechecked "
    "recurrence_of redacted size_class source spans.party state supervised "
    "ticket timers.level version";

std::set<std::string> Words(const char* text) {
  return absl::StrSplit(text, ' ');
}

// Collects the paths of all that is set, but for what is measured.
void Collect(const Message& message, const std::string& path, bool measured,
             std::set<std::string>& paths) {
  const auto& fields = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  fields.ListFields(message, &set);
  for (const FieldDescriptor* const field : set) {
    const std::string name = path + field->name();
    const bool known = measured || Words(kMeasured).contains(name);
    if (field->message_type() != nullptr) {
      Collect(field->is_repeated()
                  ? fields.GetRepeatedMessage(message, field, 0)
                  : fields.GetMessage(message, field),
              name + ".", known, paths);
    } else if (!known || field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      paths.insert(name);
    }
  }
}

// A new field of a ticket, or of what is in it, is cleared or is added here.
TEST(ReaderTest, RedactionKnowsEveryField) {
  v1::Ticket ticket;
  Fill(ticket);
  Redact(ticket);
  std::set<std::string> left;
  Collect(ticket, "", false, left);
  const std::set<std::string> course = Words(kCourse);
  for (const std::string& path : left) {
    EXPECT_TRUE(course.contains(path)) << path << " is left";
  }
  for (const std::string& path : course) {
    EXPECT_TRUE(left.contains(path)) << path << " is gone";
  }
}

TEST(ReaderTest, NotesArePublicOrTheBureausAndTheParties) {
  v1::Ticket ticket = Secret();
  ticket.set_confidential(false);
  const auto may = [&](const v1::Actor& reader, v1::Visibility visibility) {
    return MayReadNote(ticket, reader, Desk(), visibility);
  };
  EXPECT_TRUE(may(v1::Actor(), v1::VISIBILITY_PUBLIC));
  EXPECT_FALSE(may(v1::Actor(), v1::VISIBILITY_INTERNAL));
  EXPECT_FALSE(may(Requester(), v1::VISIBILITY_INTERNAL));
  v1::Actor other = Technician();
  other.set_party("wuye-2");
  EXPECT_FALSE(may(other, v1::VISIBILITY_INTERNAL));
  for (const v1::Actor& reader :
       {Desk(), Supervisor(), Inspector(), System(), Technician()}) {
    EXPECT_TRUE(may(reader, v1::VISIBILITY_INTERNAL)) << reader.principal();
  }
  // Everybody may read what they wrote.
  EXPECT_TRUE(
      MayReadNote(ticket, Requester(), Requester(), v1::VISIBILITY_INTERNAL));
  ticket.set_confidential(true);
  EXPECT_FALSE(may(Requester(), v1::VISIBILITY_PUBLIC));
}

}  // namespace
}  // namespace workledger

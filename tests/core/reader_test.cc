// What somebody may read of a ticket.

#include "engine/core/lifecycle/reader.h"

#include <string>

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
  EXPECT_EQ(ticket.ShortDebugString(),
            FromText<v1::Ticket>(
                "ticket: 't-1' number: 7 kind: TICKET_KIND_SECURITY "
                "confidential: true state: TICKET_STATE_CONFIRMED "
                "category: 'security' location: 'east' first_owner: 'zhao' "
                "hold { reason: HOLD_REASON_OTHER } "
                "assignee { party: 'wuye-1' } redacted: true")
                .ShortDebugString());
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

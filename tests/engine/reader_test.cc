// What a reader is shown of confidential tickets and of notes, through the
// engine's public header.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "tests/engine/engine_fixture.h"

namespace workledger {
namespace {

v1::Actor Reader(const std::string& principal, v1::Role role) {
  v1::Actor actor;
  actor.set_principal(principal);
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(role);
  return actor;
}

v1::Actor Leader() { return Reader("ju", v1::ROLE_LEADER); }
v1::Actor Requester() { return Reader("wang", v1::ROLE_REQUESTER); }

class ReaderTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    v1::ExecuteRequest secret = MakeRequest("r-1", "secret");
    v1::Report& report = *secret.mutable_command()->mutable_report();
    report.set_channel(v1::CHANNEL_IN_PERSON);
    report.set_kind(v1::TICKET_KIND_SECURITY);
    report.set_title("the archive");
    report.mutable_text()->set_clear("a file is gone");
    report.set_confidential(true);
    ASSERT_TRUE(Execute(secret).ok());
    v1::ExecuteRequest open = ReportRequest("r-2", "lamp");
    open.mutable_command()->mutable_report()->set_title("the archive's lamp");
    ASSERT_TRUE(Execute(open).ok());
  }

  v1::Ticket Get(const v1::Actor* reader, bool as_of) {
    return GetAt("secret", reader, as_of ? HeadPosition() : 0);
  }

  // As of a position, or as it is.
  v1::Ticket GetAt(const std::string& ticket, const v1::Actor* reader,
                   uint64_t position) {
    v1::GetTicketRequest request;
    request.set_ledger("main");
    request.set_ticket(ticket);
    request.set_min_position(HeadPosition());
    if (position > 0) request.mutable_as_of()->set_position(position);
    if (reader != nullptr) *request.mutable_reader() = *reader;
    const auto response = Call(*engine_, &Engine::GetTicket, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->ticket() : v1::Ticket();
  }

  // Titles of the tickets that are listed, by id.
  std::vector<std::string> Titles(const v1::Actor& reader,
                                  const std::string& title, bool as_of) {
    return TitlesAt(reader, title, as_of ? HeadPosition() : 0);
  }

  std::vector<std::string> TitlesAt(const v1::Actor& reader,
                                    const std::string& title,
                                    uint64_t position) {
    v1::ListTicketsRequest request;
    request.set_ledger("main");
    request.set_min_position(HeadPosition());
    request.mutable_filter()->set_title(title);
    *request.mutable_reader() = reader;
    if (position > 0) request.mutable_as_of()->set_position(position);
    const auto response = Call(*engine_, &Engine::ListTickets, request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> titles;
    for (const v1::Ticket& ticket : response->tickets()) {
      titles.push_back(ticket.title());
    }
    std::ranges::sort(titles);
    return titles;
  }

  v1::CountTicketsResponse Count(v1::CountBy by, const std::string& title,
                                 bool as_of) {
    v1::CountTicketsRequest request;
    request.set_ledger("main");
    request.set_min_position(HeadPosition());
    request.set_by(by);
    request.mutable_filter()->set_title(title);
    if (as_of) request.mutable_as_of()->set_position(HeadPosition());
    const auto response = Call(*engine_, &Engine::CountTickets, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::CountTicketsResponse());
  }

  absl::StatusOr<v1::ListNotesResponse> Notes(const std::string& ticket,
                                              const v1::Actor& reader,
                                              const std::string& token = "",
                                              int page_size = 0) {
    v1::ListNotesRequest request;
    request.set_ledger("main");
    request.set_ticket(ticket);
    request.set_min_position(HeadPosition());
    request.set_page_token(token);
    request.set_page_size(page_size);
    *request.mutable_reader() = reader;
    return Call(*engine_, &Engine::ListNotes, request);
  }

  void Note(const std::string& ticket, const std::string& text,
            v1::Visibility visibility) {
    v1::ExecuteRequest request = MakeRequest("note-" + text, ticket);
    v1::AddNote& note = *request.mutable_command()->mutable_add_note();
    note.mutable_text()->set_clear(text);
    note.set_visibility(visibility);
    ASSERT_TRUE(Execute(request).ok());
  }
};

INSTANTIATE_TEST_SUITE_P(Memory, ReaderTest, testing::Values(false));

TEST_P(ReaderTest, ConfidentialTicketIsRedactedUnlessTheReaderMayReadIt) {
  const v1::Actor leader = Leader();
  const v1::Actor requester = Requester();
  for (const bool as_of : {false, true}) {
    EXPECT_EQ(Get(&leader, as_of).text().clear(), "a file is gone");
    EXPECT_FALSE(Get(&leader, as_of).redacted());
    for (const v1::Actor* const reader :
         {&requester, static_cast<const v1::Actor*>(nullptr)}) {
      const v1::Ticket ticket = Get(reader, as_of);
      EXPECT_TRUE(ticket.redacted());
      EXPECT_EQ(ticket.title(), "");
      EXPECT_FALSE(ticket.has_text());
      EXPECT_EQ(ticket.state(), v1::TICKET_STATE_ALARMED);
    }
  }
}

TEST_P(ReaderTest, ListsRedactAndAreNotSearchedByWhatIsRedacted) {
  using Texts = std::vector<std::string>;
  const std::string open = "the archive's lamp";
  for (const bool as_of : {false, true}) {
    EXPECT_EQ(Titles(Leader(), "archive", as_of), (Texts{"the archive", open}));
    EXPECT_EQ(Titles(Requester(), "archive", as_of), Texts{open});
    EXPECT_EQ(Titles(Requester(), "", as_of), (Texts{"", open}));
  }
}

TEST_P(ReaderTest, WhoHadATicketReadsItNoMoreAsOfThen) {
  v1::ExecuteRequest report = ReportRequest("leak-1", "leak");
  report.mutable_command()->mutable_report()->set_title("the archive leaks");
  report.mutable_command()->mutable_report()->set_confidential(true);
  ASSERT_TRUE(Execute(report).ok());
  ASSERT_TRUE(Execute(AcceptRequest("leak-2", "leak")).ok());
  v1::ExecuteRequest dispatch = MakeRequest("leak-3", "leak");
  dispatch.mutable_command()->mutable_dispatch()->set_party("first");
  ASSERT_TRUE(Execute(dispatch).ok());
  const uint64_t dispatched = HeadPosition();
  v1::ExecuteRequest reassign = MakeRequest("leak-4", "leak");
  reassign.mutable_command()->mutable_reassign()->set_party("second");
  reassign.mutable_command()->mutable_reassign()->set_reason("too slow");
  ASSERT_TRUE(Execute(reassign).ok());
  v1::Actor first = Reader("li", v1::ROLE_TECHNICIAN);
  first.set_party("first");
  v1::Actor second = first;
  second.set_party("second");
  for (const uint64_t position : {uint64_t{0}, dispatched}) {
    EXPECT_EQ(GetAt("leak", &first, position).title(), "");
    EXPECT_EQ(GetAt("leak", &second, position).title(), "the archive leaks");
  }
  const std::vector<std::string> open = {"the archive's lamp"};
  EXPECT_EQ(Titles(first, "archive", false), open);
  EXPECT_EQ(TitlesAt(first, "archive", dispatched), open);
}

TEST_P(ReaderTest, CountsTellNoTitleAndNobodyOfConfidentialTickets) {
  for (const bool as_of : {false, true}) {
    EXPECT_EQ(Count(v1::COUNT_BY_KIND, "archive", as_of).tickets(), 1u);
    EXPECT_EQ(Count(v1::COUNT_BY_KIND, "", as_of).tickets(), 2u);
  }
}

TEST_P(ReaderTest, NotesAreForThoseWhomTheyAreFor) {
  Note("lamp", "come at nine", v1::VISIBILITY_PUBLIC);
  Note("lamp", "he always complains", v1::VISIBILITY_INTERNAL);
  Note("secret", "so", v1::VISIBILITY_PUBLIC);
  const auto bureau = Notes("lamp", Reader("zhao", v1::ROLE_DESK));
  ASSERT_TRUE(bureau.ok()) << bureau.status();
  ASSERT_EQ(bureau->notes_size(), 2);
  EXPECT_EQ(bureau->notes(1).text().clear(), "he always complains");
  EXPECT_EQ(bureau->notes(1).visibility(), v1::VISIBILITY_INTERNAL);
  EXPECT_EQ(bureau->notes(1).author().principal(), "desk-1");
  EXPECT_EQ(bureau->notes(1).version(), 3u);
  const auto requester = Notes("lamp", Requester());
  ASSERT_TRUE(requester.ok()) << requester.status();
  ASSERT_EQ(requester->notes_size(), 1);
  EXPECT_EQ(requester->notes(0).text().clear(), "come at nine");
  EXPECT_EQ(Notes("secret", Requester())->notes_size(), 0);
  EXPECT_EQ(Notes("secret", Leader())->notes_size(), 1);
}

TEST_P(ReaderTest, NotesComeInPages) {
  for (const char* text : {"a", "b", "c"}) {
    Note("lamp", text, v1::VISIBILITY_PUBLIC);
  }
  std::string texts;
  std::string token;
  do {
    const auto page = Notes("lamp", Requester(), token, 2);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Note& note : page->notes()) texts += note.text().clear();
    token = page->next_page_token();
    texts += ";";
  } while (!token.empty());
  EXPECT_EQ(texts, "ab;c;");
  EXPECT_EQ(ReasonOf(Notes("lamp", Requester(), "made up").status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(ReasonOf(Notes("none", Requester()).status()),
            v1::ERROR_REASON_TICKET_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Notes("", Requester()).status()),
            v1::ERROR_REASON_FIELD_REQUIRED);
}

}  // namespace
}  // namespace workledger

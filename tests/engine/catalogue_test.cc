// The catalogue of an engine: changed by orders, kept as events, read as of
// any position or time.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr char kBureau[] = R"(
  document: "no. 7"
  changes { put { calendar { code: "days" zone: "Asia/Shanghai" weekdays: 1
    intervals { open_minute: 540 close_minute: 1020 } } } }
  changes { put { location { code: "east" kind: LOCATION_KIND_SITE
    calendar: "days" } } }
  changes { put { location { code: "east/b1" kind: LOCATION_KIND_BUILDING } } }
  changes { put { asset { code: "lift" location: "east/b1" } } })";

class CatalogueTest : public EngineTest {
 protected:
  v1::ExecuteRequest Change(const std::string& request_id,
                            const std::string& order) {
    v1::ExecuteRequest request = MakeRequest(request_id, "");
    v1::Command& command = *request.mutable_command();
    command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        order, command.mutable_change_catalogue()));
    return request;
  }

  v1::ListCatalogueRequest All() {
    v1::ListCatalogueRequest request;
    request.set_ledger("main");
    request.set_min_position(HeadPosition());
    return request;
  }

  absl::StatusOr<v1::ListCatalogueResponse> List(
      const v1::ListCatalogueRequest& request) {
    return Call(*engine_, &Engine::ListCatalogue, request);
  }

  // Kinds, codes and revisions, for example "1 east r1".
  static std::vector<std::string> TextOf(
      const absl::StatusOr<v1::ListCatalogueResponse>& response) {
    if (!response.ok()) return {response.status().ToString()};
    std::vector<std::string> texts;
    for (const v1::CatalogueEntry& entry : response->entries()) {
      const auto* const field =
          entry.item().GetReflection()->GetOneofFieldDescriptor(
              entry.item(), entry.item().GetDescriptor()->oneof_decl(0));
      const auto& body =
          entry.item().GetReflection()->GetMessage(entry.item(), field);
      const std::string code = body.GetReflection()->GetString(
          body, body.GetDescriptor()->FindFieldByName("code"));
      texts.push_back(absl::StrCat(field->name(), " ", code, " r",
                                   entry.revision(),
                                   entry.retired() ? " retired" : ""));
    }
    return texts;
  }
};

using Texts = std::vector<std::string>;

const Texts& Told() {
  static const auto* const texts =
      new Texts{"location east r1", "location east/b1 r1", "asset lift r1",
                "calendar days r1"};
  return *texts;
}

TEST_P(CatalogueTest, KeepsWhatIsPutAndAddsNothingTwice) {
  const auto first = Execute(Change("c-1", kBureau));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->last_position() - first->first_position(), 3u);
  EXPECT_EQ(TextOf(List(All())), Told());

  const uint64_t head = HeadPosition();
  const auto again = Execute(Change("c-2", kBureau));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->first_position(), 0u);
  const auto replayed = Execute(Change("c-1", kBureau));
  ASSERT_THAT(replayed, IsOk());
  EXPECT_TRUE(replayed->replayed());
  EXPECT_EQ(HeadPosition(), head);

  const auto listed = List(All());
  const v1::CatalogueEntry& calendar = listed->entries(3);
  EXPECT_EQ(calendar.document(), "no. 7");
  EXPECT_EQ(calendar.position(), first->first_position());
  EXPECT_GT(calendar.item().calendar().transitions_size(), 1);
}

TEST_P(CatalogueTest, IsTheSameAfterTheEngineIsOpenedAgain) {
  if (!GetParam()) return;
  ASSERT_THAT(Execute(Change("c-1", kBureau)), IsOk());
  Open();
  EXPECT_EQ(TextOf(List(All())), Told());
  const auto again = Execute(Change("c-2", kBureau));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->first_position(), 0u);
}

TEST_P(CatalogueTest, IsReadAsItWas) {
  const auto first = Execute(Change("c-1", kBureau));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(
      Execute(Change(
          "c-2",
          "changes { put { location { code: 'east' name: 'East'"
          "  kind: LOCATION_KIND_SITE calendar: 'days' } } }"
          "changes { retire { kind: CATALOGUE_KIND_ASSET code: 'lift' } }")),
      IsOk());
  EXPECT_EQ(
      TextOf(List(All())),
      (Texts{"location east r2", "location east/b1 r1", "calendar days r1"}));

  v1::ListCatalogueRequest request = All();
  request.mutable_as_of()->set_position(first->last_position());
  EXPECT_EQ(TextOf(List(request)), Told());
  request.mutable_as_of()->set_position(first->first_position());
  EXPECT_EQ(TextOf(List(request)), (Texts{"calendar days r1"}));

  request = All();
  request.set_retired(true);
  request.set_kind(v1::CATALOGUE_KIND_ASSET);
  EXPECT_EQ(TextOf(List(request)), (Texts{"asset lift r2 retired"}));

  request = All();
  request.mutable_as_of()->mutable_known_time()->set_seconds(1);
  EXPECT_EQ(TextOf(List(request)), Texts());
  request.clear_as_of();
  request.mutable_as_of()->set_position(HeadPosition() + 1);
  EXPECT_THAT(List(request), FailsWith(absl::StatusCode::kOutOfRange,
                                       v1::ERROR_REASON_POSITION_AHEAD));
}

TEST_P(CatalogueTest, IsReadAsWhatHadHappenedByThen) {
  v1::ExecuteRequest early = Change(
      "c-1",
      "changes { put { location { code: 'east' kind: LOCATION_KIND_SITE } } }");
  early.mutable_command()->mutable_occur_time()->set_seconds(1000);
  ASSERT_THAT(Execute(early), IsOk());
  v1::ExecuteRequest later = Change(
      "c-2",
      "changes { put { location { code: 'west' kind: LOCATION_KIND_SITE } } }");
  later.mutable_command()->mutable_occur_time()->set_seconds(2000);
  ASSERT_THAT(Execute(later), IsOk());
  v1::ListCatalogueRequest request = All();
  request.mutable_as_of()->mutable_valid_time()->set_seconds(1999);
  EXPECT_EQ(TextOf(List(request)), (Texts{"location east r1"}));
  request.mutable_as_of()->mutable_valid_time()->set_seconds(2000);
  EXPECT_EQ(TextOf(List(request)),
            (Texts{"location east r1", "location west r1"}));
}

TEST_P(CatalogueTest, IsListedByKindAndPathAndInPages) {
  ASSERT_THAT(Execute(Change("c-1", kBureau)), IsOk());
  v1::ListCatalogueRequest request = All();
  request.set_kind(v1::CATALOGUE_KIND_LOCATION);
  request.set_code("east/b1");
  EXPECT_EQ(TextOf(List(request)), (Texts{"location east/b1 r1"}));

  for (const bool as_of : {false, true}) {
    request = All();
    request.set_page_size(3);
    if (as_of)
      request.mutable_as_of()->mutable_known_time()->set_seconds(4102444800);
    auto page = List(request);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->entries_size(), 3);
    ASSERT_NE(page->next_page_token(), "");
    // Anybody can make a token; one that is too short is refused.
    request.set_page_token(page->next_page_token().substr(0, 12));
    EXPECT_EQ(
        ReasonOf(Call(*engine_, &Engine::ListCatalogue, request).status()),
        v1::ERROR_REASON_PAGE_TOKEN_INVALID);
    request.set_page_token(page->next_page_token());
    page = List(request);
    EXPECT_EQ(TextOf(page), (Texts{"calendar days r1"}));
    EXPECT_EQ(page->next_page_token(), "");
    request.set_kind(v1::CATALOGUE_KIND_ASSET);
    EXPECT_THAT(List(request), FailsWith(absl::StatusCode::kInvalidArgument,
                                         v1::ERROR_REASON_PAGE_TOKEN_INVALID));
  }
}

TEST_P(CatalogueTest, ARefusedOrderChangesNothing) {
  ASSERT_THAT(Execute(Change("c-1", kBureau)), IsOk());
  const uint64_t head = HeadPosition();
  const std::string good =
      "changes { put { location { code: 'west' kind: LOCATION_KIND_SITE } } } ";
  const auto cycle =
      Execute(Change("c-2", good + "changes { put { asset { code: 'lift'"
                                   "  part_of: 'lift' } } }"));
  EXPECT_THAT(cycle, FailsWith(absl::StatusCode::kFailedPrecondition,
                               v1::ERROR_REASON_CATALOGUE_CYCLE));
  const auto zone = Execute(Change(
      "c-3", good + "changes { put { calendar { code: 'c' zone: 'Mars'"
                    "  weekdays: 1 intervals { close_minute: 1 } } } }"));
  EXPECT_THAT(
      zone,
      FailsAtField(v1::ERROR_REASON_FIELD_INVALID,
                   "command.change_catalogue.changes[1].put.calendar.zone"));

  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  batch.set_atomic(true);
  *batch.add_commands() = Change("c-4", good).command();
  *batch.add_commands() =
      Change("c-5", "changes { put { asset { code: 'a' location: 'x' } } }")
          .command();
  EXPECT_THAT(Call(*engine_, &Engine::BatchExecute, batch),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_CATALOGUE_UNKNOWN));
  EXPECT_EQ(HeadPosition(), head);
  EXPECT_EQ(TextOf(List(All())), Told());
}

INSTANTIATE_TEST_SUITE_P(Logs, CatalogueTest, testing::Bool(),
                         [](const auto& test) {
                           return test.param ? "RocksDb" : "Memory";
                         });

}  // namespace
}  // namespace workledger

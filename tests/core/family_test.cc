// Parents and children.

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;
constexpr auto kBad = absl::StatusCode::kInvalidArgument;

Scene GivenAtWork() { return Given(PathTo(v1::TICKET_STATE_IN_PROGRESS)); }

TEST(ChildTest, HasItsParentInItsOwnStream) {
  Scene scene = GivenAtWork();
  scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
  scene.When(SampleOrder("add_child"))
      .Then({Happened("child_added { child: 't-2' }")})
      .AndIn({v1::STREAM_KIND_TICKET, "t-2"},
             {Happened("parent_set { parent: 't-1' }")});
  scene.And(Happened("child_added { child: 't-2' }"))
      .And(Happened("child_added { child: 't-2' }"));
  EXPECT_EQ(scene.ticket().children_size(), 1);
}

TEST(ChildTest, IsAnotherOpenTicketWithoutParent) {
  constexpr std::string_view kField = "add_child.child";
  Scene scene = GivenAtWork();
  scene.When(SampleOrder("add_child"))
      .ThenFails(absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
                 kField);
  scene.When(Order("add_child { child: 't-1' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_PARENT_CYCLE, kField);
  scene.When(Order("add_child { child: 'T 1' }", Desk()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID, kField);
  scene.And(PathTo(v1::TICKET_STATE_CLOSED), "t-2");
  scene.When(SampleOrder("add_child"))
      .ThenFails(kForbidden, v1::ERROR_REASON_STATE_FORBIDS, kField);
  scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-3")
      .And(Happened("parent_set { parent: 't-9' }"), "t-3");
  scene.When(Order("add_child { child: 't-3' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_ALREADY_DONE, kField);
}

// t-1 lies below `above` others, of which the topmost is "p-<above>".
Scene GivenBelow(size_t above) {
  Scene scene = GivenAtWork();
  std::string below = "t-1";
  for (size_t i = 1; i <= above; ++i) {
    const std::string parent = absl::StrCat("p-", i);
    scene.And(Happened("parent_set { parent: '" + parent + "' }"), below)
        .And(PathTo(v1::TICKET_STATE_ACCEPTED), parent);
    below = parent;
  }
  scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
  return scene;
}

TEST(ChildTest, IsNotAboveItsParent) {
  GivenBelow(3)
      .When(Order("add_child { child: 'p-3' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_PARENT_CYCLE, "add_child.child");
}

TEST(ChildTest, LiesInALimitedFamily) {
  EXPECT_TRUE(
      GivenBelow(kAncestorsMax).When(SampleOrder("add_child")).events().ok());
  GivenBelow(kAncestorsMax + 1)
      .When(SampleOrder("add_child"))
      .ThenFails(kForbidden, v1::ERROR_REASON_LIMIT_REACHED);
  Scene scene = GivenBelow(0);
  for (size_t i = 0; i < kChildrenMax - 1; ++i) {
    scene.And(Happened(absl::StrCat("child_added { child: 'c-", i, "' }")));
  }
  EXPECT_TRUE(scene.When(SampleOrder("add_child")).events().ok());
  scene.And(Happened("child_added { child: 'c-last' }"));
  scene.When(SampleOrder("add_child"))
      .ThenFails(kForbidden, v1::ERROR_REASON_LIMIT_REACHED);
}

}  // namespace
}  // namespace workledger

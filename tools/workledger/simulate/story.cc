#include "tools/workledger/simulate/story.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "engine/base/string_view.h"

namespace workledger {
namespace {

constexpr absl::CivilDay kFirstDay(2025, 1, 1);
// Later days are left for what was begun before.
constexpr uint64_t kStartDays = 335;
constexpr uint64_t kMomentsOfDay = 24;
constexpr uint64_t kMilli = 1000;

}  // namespace

absl::TimeZone BureauTime() { return absl::FixedTimeZone(8 * 60 * 60); }

absl::Time YearStart() { return absl::FromCivil(kFirstDay, BureauTime()); }

absl::Time YearEnd() {
  return absl::FromCivil(absl::CivilYear(kFirstDay) + 1, BureauTime());
}

v1::Actor Person(std::string_view principal, v1::Role role,
                 std::string_view party) {
  v1::Actor actor;
  actor.set_principal(std::string(principal));
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(role);
  actor.set_party(std::string(party));
  return actor;
}

v1::Actor DeskPerson() { return Person("desk-1", v1::ROLE_DESK); }

v1::Actor InspectorPerson() {
  return Person("inspector-1", v1::ROLE_INSPECTOR, "bureau");
}

v1::Actor Worker(std::string_view party) {
  return Person(absl::StrCat(ToAbsl(party), "-1"), v1::ROLE_TECHNICIAN, party);
}

std::string PropertyCode(uint64_t property) {
  return absl::StrFormat("estate/p%02d", property % kProperties + 1);
}

std::string TicketName(std::string_view category, uint64_t index) {
  return absl::StrCat(absl::StrReplaceAll(ToAbsl(category), {{"/", "-"}}),
                      absl::StrFormat("-%05d", index + 1));
}

absl::Time DrawWorkTime(Draw& draw) {
  const absl::CivilDay day =
      kFirstDay + static_cast<int>(draw.Below(kStartDays));
  absl::Time time = DeskMoment(absl::FromCivil(day, BureauTime()), kOfficePace);
  for (uint64_t steps = draw.Below(kDaySteps); steps > 0; --steps) {
    time = DeskMoment(time + kOfficePace.step, kOfficePace);
  }
  return time;
}

absl::Time DrawAnyTime(Draw& draw) {
  const auto day = static_cast<int>(draw.Below(kStartDays));
  const auto moment = static_cast<int>(draw.Below(kMomentsOfDay));
  return absl::FromCivil(kFirstDay + day, BureauTime()) +
         moment * kShiftPace.step;
}

std::vector<v1::Quantity> QuantitiesOf(std::string_view category,
                                       uint64_t scale, uint64_t count,
                                       uint64_t index) {
  std::vector<v1::Quantity> quantities;
  for (const QuantityFigure& figure : QuantityFigures()) {
    if (figure.category != category) continue;
    const uint64_t share = Share(figure.quantity * scale, count, index);
    if (share == 0) continue;
    v1::Quantity& quantity = quantities.emplace_back();
    quantity.set_item(std::string(figure.item));
    quantity.set_unit(std::string(figure.unit));
    quantity.set_quantity_milli(share * kMilli);
  }
  return quantities;
}

v1::Command& TicketStory::Next(const v1::Actor& actor) {
  Step& step = steps_.emplace_back();
  step.time = time_;
  step.command.set_ticket(ticket_);
  *step.command.mutable_actor() = actor;
  return step.command;
}

}  // namespace workledger

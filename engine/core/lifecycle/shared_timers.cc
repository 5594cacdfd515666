#include "engine/core/lifecycle/shared_timers.h"

#include <utility>

namespace workledger {
namespace {

std::vector<StreamEvents> InTicket(const v1::FireTimer& order,
                                   v1::Event event) {
  Events events;
  events.push_back(std::move(event));
  return InStream(v1::STREAM_KIND_TICKET, order.stream().key(),
                  std::move(events));
}

}  // namespace

absl::StatusOr<std::vector<StreamEvents>> FireHoldExpiry(
    const v1::FireTimer& order, const Folds&, const Context&) {
  v1::Event event;
  *event.mutable_hold_expired()->mutable_until_time() =
      order.timer().due_time();
  return InTicket(order, std::move(event));
}

absl::StatusOr<std::vector<StreamEvents>> FireDeemedAcceptance(
    const v1::FireTimer& order, const Folds&, const Context&) {
  v1::Event event;
  *event.mutable_work_deemed_accepted()->mutable_due_time() =
      order.timer().due_time();
  return InTicket(order, std::move(event));
}

absl::StatusOr<std::vector<StreamEvents>> FireLookBack(
    const v1::FireTimer& order, const Folds&, const Context&) {
  v1::Event event;
  *event.mutable_look_back_due()->mutable_due_time() = order.timer().due_time();
  return InTicket(order, std::move(event));
}

}  // namespace workledger

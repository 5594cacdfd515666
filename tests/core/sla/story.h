#ifndef WORKLEDGER_TESTS_CORE_SLA_STORY_H_
#define WORKLEDGER_TESTS_CORE_SLA_STORY_H_

// A ticket's life in text form, folded without asking any rule:
//
//   Story story;
//   story.At(absl::Minutes(0), "ticket_reported { kind: TICKET_KIND_REPAIR }");
//   story.At(absl::Minutes(5), "ticket_accepted { category: 'water' }");
//   std::vector<v1::MetricFact> facts = MetricFactsOf(story.ticket(), {});

#include <string>

#include "absl/time/time.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// 2026-03-02T00:00:00Z, a Monday.
inline constexpr absl::Time kStoryStart = absl::FromUnixSeconds(1772409600);

inline int64_t StoryMillis(absl::Duration after) {
  return absl::ToUnixMillis(kStoryStart + after);
}

class Story {
 public:
  explicit Story(std::string ticket = "t-1") : id_(std::move(ticket)) {}

  // Folds an event that happens so long after the start.
  Story& At(absl::Duration after, const std::string& event) {
    v1::Event parsed;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(event, &parsed))
        << event;
    v1::Record record;
    record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
    record.mutable_stream()->set_key(id_);
    record.set_version(ticket_.version() + 1);
    record.set_position(++position_);
    record.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
    record.mutable_actor()->set_principal(actor_);
    record.mutable_actor()->set_party(party_);
    *record.mutable_occur_time() = ToTimestamp(kStoryStart + after);
    if (imported_) record.mutable_provenance()->set_source("old");
    EvolveTicket(ticket_, record, parsed);
    return *this;
  }

  // Who does what comes next.
  Story& By(std::string actor, std::string party = "") {
    actor_ = std::move(actor);
    party_ = std::move(party);
    return *this;
  }

  // What comes next is another system's history.
  Story& Imported() {
    imported_ = true;
    return *this;
  }

  const v1::Ticket& ticket() const { return ticket_; }
  v1::Ticket& ticket() { return ticket_; }

 private:
  const std::string id_;
  v1::Ticket ticket_;
  uint64_t position_ = 0;
  std::string actor_ = "desk-1";
  std::string party_;
  bool imported_ = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_STORY_H_

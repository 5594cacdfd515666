#ifndef WORKLEDGER_CORE_ALARM_DRAFT_H_
#define WORKLEDGER_CORE_ALARM_DRAFT_H_

// Events of several streams in the making, and the folds as these leave them,
// so that what is decided later in a command sees what was decided before.

#include <string>
#include <vector>

#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/event.pb.h"

namespace workledger {

// Refers to its arguments.
class Draft {
 public:
  Draft(const Folds& folds, const Context& context)
      : folds_(folds), context_(context) {}

  // The fold of a stream that Reads has named, with the draft's own events.
  const v1::AlarmGroup& Alarm(const std::string& key) const;
  const v1::Ticket& Ticket(const std::string& id) const;

  // Takes the event of a stream, and applies it to the stream's fold.
  void Add(v1::StreamKind kind, const std::string& key, v1::Event event);

  // Returns the events in the order in which they came.
  std::vector<StreamEvents> Take() { return std::move(events_); }

  const Folds& folds() const { return folds_; }
  const Context& context() const { return context_; }

 private:
  const v1::Fold& FoldOf(v1::StreamKind kind, const std::string& key) const;

  const Folds& folds_;
  const Context& context_;
  std::map<StreamName, v1::Fold> changed_;
  std::vector<StreamEvents> events_;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_ALARM_DRAFT_H_

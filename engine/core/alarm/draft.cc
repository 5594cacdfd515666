#include "engine/core/alarm/draft.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"

namespace workledger {

const v1::Fold& Draft::FoldOf(v1::StreamKind kind,
                              const std::string& key) const {
  const StreamName name(kind, key);
  const auto changed = changed_.find(name);
  if (changed != changed_.end()) return changed->second;
  const auto read = folds_.streams.find(name);
  WL_CHECK(read != folds_.streams.end());
  return *read->second;
}

const v1::AlarmGroup& Draft::Alarm(const std::string& key) const {
  return FoldOf(v1::STREAM_KIND_ALARM, key).alarm();
}

const v1::Ticket& Draft::Ticket(const std::string& id) const {
  return FoldOf(v1::STREAM_KIND_TICKET, id).ticket();
}

void Draft::Add(v1::StreamKind kind, const std::string& key, v1::Event event) {
  const v1::Fold& before = FoldOf(kind, key);
  v1::Fold& fold =
      changed_.try_emplace(StreamName(kind, key), before).first->second;
  v1::Record record;
  record.mutable_stream()->set_kind(kind);
  record.mutable_stream()->set_key(key);
  record.set_version(VersionOf(fold) + 1);
  *record.mutable_occur_time() = ToTimestamp(context_.occur_time);
  *record.mutable_record_time() = ToTimestamp(context_.now);
  EvolveFold(fold, record, event);
  if (events_.empty() || events_.back().stream.kind() != kind ||
      events_.back().stream.key() != key) {
    events_.emplace_back().stream = record.stream();
  }
  events_.back().events.push_back(std::move(event));
}

}  // namespace workledger

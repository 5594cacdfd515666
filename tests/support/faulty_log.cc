#include "tests/support/faulty_log.h"

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/log/published_head.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status Unavailable(v1::ErrorReason reason, std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, reason, message);
}

absl::Status Unknown() {
  return Unavailable(v1::ERROR_REASON_OUTCOME_UNKNOWN, "log: told to fail");
}

absl::Status Failed() {
  return Unavailable(v1::ERROR_REASON_ENGINE_FAILED, "log: failed before");
}

}  // namespace

// Shows of the base only what was appended with a known outcome.
class FaultyLogStore::Log final : public EventLog {
 public:
  Log(FaultyLogStore& store, EventLog& base)
      : store_(store), base_(base), head_(base.GetHead()) {}

  const std::string& Uid() const override { return base_.Uid(); }

  absl::StatusOr<Head> Append(const Head& expected,
                              std::span<const Transaction> batch) override {
    WL_ASSIGN_OR_RETURN(const std::optional<Fault> fault, store_.NextFault());
    if (fault.has_value()) return Fail(*fault, expected, batch);
    WL_ASSIGN_OR_RETURN(const Head head, base_.Append(expected, batch));
    head_.Publish(head);
    return head;
  }

  absl::Status Read(uint64_t from, const RecordVisitor& visit) const override {
    return base_.Read(from, UpToHead(visit));
  }

  absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                          const RecordVisitor& visit) const override {
    return base_.ReadStream(stream, from_version, UpToHead(visit));
  }

  absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
      std::string_view request_id) const override {
    const uint64_t last = head_.Get().position;
    WL_ASSIGN_OR_RETURN(const std::optional<RequestOutcome> outcome,
                        base_.FindRequest(request_id));
    if (outcome.has_value() && outcome->last_position > last) {
      return std::nullopt;
    }
    return outcome;
  }

  Head GetHead() const override { return head_.Get(); }

  Head WaitForHead(uint64_t position, absl::Duration timeout) const override {
    return head_.WaitBeyond(position, timeout);
  }

 private:
  absl::Status Fail(Fault fault, const Head& expected,
                    std::span<const Transaction> batch) {
    switch (fault) {
      case Fault::kUnknownNotWritten:
        return Unknown();
      case Fault::kUnknownWritten:
        WL_RETURN_IF_ERROR(base_.Append(expected, batch).status());
        return Unknown();
      case Fault::kDiskFull:
        return MakeError(absl::StatusCode::kResourceExhausted,
                         v1::ERROR_REASON_DISK_FULL, "disk: told to be full");
    }
    WL_CHECK(false);
  }

  RecordVisitor UpToHead(const RecordVisitor& visit) const {
    return [&visit, last = head_.Get().position](const RecordView& record) {
      return record.position <= last && visit(record);
    };
  }

  FaultyLogStore& store_;
  EventLog& base_;
  PublishedHead head_;
};

FaultyLogStore::FaultyLogStore(LogStore& base) : base_(base) {}
FaultyLogStore::~FaultyLogStore() = default;

void FaultyLogStore::FailAppend(int n, Fault fault) {
  WL_CHECK(n > 0);
  const std::lock_guard lock(mutex_);
  appends_left_ = n;
  fault_ = fault;
}

absl::StatusOr<EventLog*> FaultyLogStore::Create(std::string_view ledger) {
  WL_RETURN_IF_ERROR(Health());
  return Wrap(ledger, base_.Create(ledger));
}

absl::StatusOr<EventLog*> FaultyLogStore::Open(std::string_view ledger) {
  return Wrap(ledger, base_.Open(ledger));
}

absl::StatusOr<std::vector<std::string>> FaultyLogStore::List() const {
  return base_.List();
}

absl::Status FaultyLogStore::Health() const {
  const std::lock_guard lock(mutex_);
  return failed_ ? Failed() : absl::OkStatus();
}

absl::StatusOr<std::optional<Fault>> FaultyLogStore::NextFault() {
  const std::lock_guard lock(mutex_);
  if (failed_) return Failed();
  if (appends_left_ == 0 || --appends_left_ > 0) return std::nullopt;
  failed_ = fault_ != Fault::kDiskFull;
  return fault_;
}

absl::StatusOr<EventLog*> FaultyLogStore::Wrap(std::string_view ledger,
                                               absl::StatusOr<EventLog*> log) {
  WL_RETURN_IF_ERROR(log.status());
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Log>& wrapped = logs_[std::string(ledger)];
  if (wrapped == nullptr) wrapped = std::make_unique<Log>(*this, **log);
  return wrapped.get();
}

}  // namespace workledger

#include "engine/ledger/log_subscription.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"
#include "engine/core/validate.h"
#include "engine/ledger/record_filter.h"
#include "engine/ledger/subscriber_list.h"
#include "engine/ledger/tokens.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

absl::Status AheadError(v1::ErrorReason reason, std::string_view field,
                        uint64_t position, uint64_t head) {
  return MakeError(absl::StatusCode::kOutOfRange, reason,
                   absl::StrCat(std::string(field), ": got ", position,
                                ", want at most ", head),
                   field);
}

// A cursor: the last position read, and the chain there.
struct Cursor {
  uint64_t position = 0;
  Digest chain{};
};

// Reads matching records after `cursor` until the page is full; moves `cursor`
// past everything that was looked at.
absl::Status ReadMatching(
    const EventLog& log, RecordMatcher& matcher, size_t records_max,
    uint64_t looked_at_max, Cursor& cursor,
    google::protobuf::RepeatedPtrField<v1::StoredRecord>& records) {
  absl::Status broken;
  size_t bytes = 0;
  const uint64_t from = cursor.position + 1;
  WL_RETURN_IF_ERROR(log.Read(from, [&](const RecordView& stored) {
    const absl::StatusOr<bool> wanted = matcher.Wants(stored.bytes);
    broken = wanted.status();
    if (!broken.ok()) return false;
    if (*wanted) {
      bytes += stored.bytes.size() + stored.chain.size();
      if (bytes > kPageBytesMax && !records.empty()) return false;
      v1::StoredRecord& record = *records.Add();
      record.set_record(stored.bytes.data(), stored.bytes.size());
      record.set_chain(stored.chain.data(), stored.chain.size());
    }
    cursor.position = stored.position;
    std::copy(stored.chain.begin(), stored.chain.end(), cursor.chain.begin());
    return static_cast<size_t>(records.size()) < records_max &&
           stored.position - from + 1 < looked_at_max;
  }));
  return broken;
}

// Returns the cursor that stands on `position`, which the log holds.
absl::StatusOr<Cursor> CursorAt(const EventLog& log, uint64_t position) {
  Cursor cursor{.position = position, .chain = ChainStart(log.Uid())};
  if (position == 0) return cursor;
  WL_RETURN_IF_ERROR(log.Read(position, [&](const RecordView& stored) {
    std::copy(stored.chain.begin(), stored.chain.end(), cursor.chain.begin());
    return false;
  }));
  return cursor;
}

absl::StatusOr<Cursor> ResumeCursor(const EventLog& log,
                                    const v1::SubscribeRequest& request) {
  WL_ASSIGN_OR_RETURN(
      const ResumePoint point,
      DecodeResumeToken(log.Uid(), request.filter().SerializeAsString(),
                        request.resume_token()));
  const uint64_t head = log.GetHead().position;
  if (point.position > head) {
    return AheadError(v1::ERROR_REASON_TOKEN_AHEAD, "resume_token",
                      point.position, head);
  }
  WL_ASSIGN_OR_RETURN(const Cursor cursor, CursorAt(log, point.position));
  if (cursor.chain != point.chain) {
    return FieldError(
        v1::ERROR_REASON_RESUME_TOKEN_INVALID, "resume_token",
        absl::StrCat("the log holds another history at ", point.position));
  }
  return cursor;
}

absl::StatusOr<Cursor> StartCursor(const EventLog& log,
                                   const v1::SubscribeRequest& request) {
  const uint64_t head = log.GetHead().position;
  switch (request.start_case()) {
    case v1::SubscribeRequest::kResumeToken:
      return ResumeCursor(log, request);
    case v1::SubscribeRequest::kLive:
      return CursorAt(log, head);
    case v1::SubscribeRequest::kFromPosition:
      if (request.from_position() > head + 1) {
        return AheadError(v1::ERROR_REASON_POSITION_AHEAD, "from_position",
                          request.from_position(), head + 1);
      }
      return CursorAt(log, std::max<uint64_t>(request.from_position(), 1) - 1);
    case v1::SubscribeRequest::START_NOT_SET:
      break;
  }
  return CursorAt(log, 0);
}

// Says when to look again: at most one notification and one timer at a time.
// Shared by the subscription and the callbacks that outlive it.
class Bell : public std::enable_shared_from_this<Bell> {
 public:
  explicit Bell(Executor& executor) : executor_(executor) {}

  // Rings once by calling `ready` on the executor.
  void Arm(std::function<void()> ready) {
    const std::lock_guard lock(mutex_);
    ready_ = std::move(ready);
  }

  void RingSoon() {
    executor_.Post([self = shared_from_this()] { self->Ring(); });
  }

  // Rings after `delay` unless a timer is under way already; that one then
  // looks again after its own.
  void RingAfter(absl::Duration delay) {
    {
      const std::lock_guard lock(mutex_);
      if (timer_) return;
      timer_ = true;
    }
    executor_.PostAfter(delay, [self = shared_from_this()] {
      {
        const std::lock_guard lock(self->mutex_);
        self->timer_ = false;
      }
      self->Ring();
    });
  }

  // Forgets `ready`, and waits for one that is running on another thread.
  void Silence() {
    std::unique_lock lock(mutex_);
    ready_ = nullptr;
    if (runner_ == std::this_thread::get_id()) return;
    idle_.wait(lock, [this] { return runner_ == std::thread::id(); });
  }

 private:
  void Ring() {
    std::function<void()> ready;
    {
      std::unique_lock lock(mutex_);
      idle_.wait(lock, [this] { return runner_ == std::thread::id(); });
      ready.swap(ready_);
      if (!ready) return;
      runner_ = std::this_thread::get_id();
    }
    ready();
    {
      const std::lock_guard lock(mutex_);
      runner_ = std::thread::id();
    }
    idle_.notify_all();
  }

  Executor& executor_;
  std::mutex mutex_;
  std::condition_variable idle_;
  // Guarded by mutex_.
  std::function<void()> ready_;
  std::thread::id runner_;  // who runs `ready`, if anyone
  bool timer_ = false;
};

class LogSubscription final : public Subscription {
 public:
  LogSubscription(Ledger& ledger, Executor& executor, v1::RecordFilter filter,
                  const Cursor& cursor)
      : ledger_(ledger),
        filter_bytes_(filter.SerializeAsString()),
        matcher_(std::move(filter)),
        cursor_(cursor),
        entry_(ledger.subscribers(), cursor.position),
        // The callbacks that wait for the head or for a timer hold it too.
        bell_(std::make_shared<Bell>(executor)),
        last_frame_(absl::Now()) {}

  ~LogSubscription() override {
    ledger_.head_waiters().Remove(waiter_);
    bell_->Silence();
  }

  absl::StatusOr<std::optional<v1::SubscribeResponse>> Poll() override {
    if (closed_) return std::nullopt;
    v1::SubscribeResponse frame;
    WL_RETURN_IF_ERROR(Fill(frame));
    entry_.MoveTo(cursor_.position);
    if (frame.frame_case() == v1::SubscribeResponse::FRAME_NOT_SET) {
      return std::nullopt;
    }
    last_frame_ = absl::Now();
    frame.set_resume_token(EncodeResumeToken(
        ledger_.log().Uid(), filter_bytes_,
        {.position = cursor_.position, .chain = cursor_.chain}));
    return frame;
  }

  void NotifyWhenReady(std::function<void()> ready) override {
    ledger_.head_waiters().Remove(waiter_);
    bell_->Arm(std::move(ready));
    waiter_ = ledger_.head_waiters().Add(
        cursor_.position + 1,
        // Whatever the status is, Poll finds out itself.
        [bell = bell_](absl::Status) { bell->RingSoon(); });
    // The caught-up frame waits for nothing.
    if (!caught_up_) bell_->RingSoon();
    bell_->RingAfter(std::max(last_frame_ + kProgressInterval - absl::Now(),
                              absl::ZeroDuration()));
  }

 private:
  absl::Status Fill(v1::SubscribeResponse& frame) {
    const absl::Status closing = ledger_.Closing();
    if (!closing.ok()) {
      closed_ = true;
      frame.mutable_closing()->set_reason(
          ReasonOf(closing) == v1::ERROR_REASON_SHUTTING_DOWN
              ? v1::CLOSING_REASON_SHUTTING_DOWN
              : v1::CLOSING_REASON_ENGINE_FAILED);
      return absl::OkStatus();
    }
    const uint64_t head = ledger_.log().GetHead().position;
    if (caught_up_ && head - cursor_.position > kFellBehindRecords) {
      caught_up_ = false;
      frame.mutable_fell_behind()->set_position(cursor_.position);
      frame.mutable_fell_behind()->set_head_position(head);
      return absl::OkStatus();
    }
    v1::SubscribeResponse::Events events;
    WL_RETURN_IF_ERROR(ReadMatching(ledger_.log(), matcher_, kFrameRecordsMax,
                                    kProgressRecordsMax, cursor_,
                                    *events.mutable_records()));
    if (!events.records().empty()) {
      *frame.mutable_events() = std::move(events);
    } else if (!caught_up_ && cursor_.position >= head) {
      caught_up_ = true;
      frame.mutable_caught_up()->set_position(cursor_.position);
    } else if (cursor_.position < head ||
               absl::Now() - last_frame_ >= kProgressInterval) {
      FillProgress(frame);
    }
    return absl::OkStatus();
  }

  void FillProgress(v1::SubscribeResponse& frame) const {
    v1::SubscribeResponse::Progress& progress = *frame.mutable_progress();
    progress.set_position(cursor_.position);
    progress.set_head_position(ledger_.log().GetHead().position);
    progress.set_chain(cursor_.chain.data(), cursor_.chain.size());
    *progress.mutable_server_time() = ToTimestamp(absl::Now());
  }

  // As many small records as fill a frame of about 1 MiB.
  static constexpr size_t kFrameRecordsMax = 4096;

  Ledger& ledger_;
  const std::string filter_bytes_;
  RecordMatcher matcher_;
  Cursor cursor_;
  SubscriberList::Entry entry_;
  const std::shared_ptr<Bell> bell_;
  PositionWaiters::Id waiter_;
  absl::Time last_frame_;
  bool caught_up_ = false;
  bool closed_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Subscription>> OpenSubscription(
    Ledger& ledger, Executor& executor, const v1::SubscribeRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(ValidateRecordFilter(request.filter()));
  WL_ASSIGN_OR_RETURN(const Cursor cursor, StartCursor(ledger.log(), request));
  return std::make_unique<LogSubscription>(ledger, executor, request.filter(),
                                           cursor);
}

absl::StatusOr<v1::ReadEventsResponse> ReadPage(
    const Ledger& ledger, const v1::ReadEventsRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(ValidateRecordFilter(request.filter()));
  const uint64_t head = ledger.log().GetHead().position;
  const uint64_t from = std::max<uint64_t>(request.from_position(), 1);
  if (from > head + 1) {
    return AheadError(v1::ERROR_REASON_POSITION_AHEAD, "from_position", from,
                      head + 1);
  }
  const int page_size = request.page_size() == 0
                            ? kReadPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  RecordMatcher matcher(request.filter());
  Cursor cursor{.position = from - 1, .chain = {}};
  v1::ReadEventsResponse response;
  WL_RETURN_IF_ERROR(
      ReadMatching(ledger.log(), matcher, static_cast<size_t>(page_size),
                   kProgressRecordsMax, cursor, *response.mutable_records()));
  response.set_next_position(cursor.position + 1);
  response.set_head_position(std::max(head, cursor.position));
  return response;
}

}  // namespace workledger

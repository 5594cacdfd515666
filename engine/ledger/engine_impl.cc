#include "engine/ledger/engine_impl.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/ledger/intake.h"
#include "engine/ledger/ledger_creation.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/ledger/log_subscription.h"
#include "engine/ledger/tokens.h"
#include "engine/replay/verify.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Committers block on the disk, so there are more of them than cores; RocksDB
// writes what several bring at once with one sync.
constexpr int kCommitThreads = 4;
// Queries read memory and page cache.
constexpr int kQueryThreads = 2;
// Figures, counts and earlier states, which look at much.
constexpr int kLongThreads = 2;
// A verification reads the whole log; no figure waits until it is over.
constexpr int kVerifyThreads = 2;

// How often WaitFailed asks the store.
constexpr absl::Duration kHealthInterval = absl::Seconds(1);

absl::Status ShutdownError() {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_SHUTTING_DOWN, "the engine is stopping");
}

absl::Status DeadlineError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "deadline passed before the call was answered");
}

}  // namespace

EngineImpl::EngineImpl(Stores stores, const Clock& clock,
                       EngineObserver* observer)
    : clock_(clock),
      observer_(observer),
      stores_(std::move(stores)),
      query_executor_(kQueryThreads),
      long_executor_(kLongThreads),
      verify_executor_(kVerifyThreads),
      commit_executor_(kCommitThreads) {}

EngineImpl::~EngineImpl() {
  BeginShutdown();
  // A creation under way still uses the executors; none starts after it.
  const std::lock_guard lock(create_mutex_);
}

LedgerDeps EngineImpl::Deps() {
  return {.clock = clock_,
          .view_store = *stores_.view,
          .commit_executor = commit_executor_,
          .query_executor = query_executor_,
          .fold_bytes_max =
              [this] {
                return std::max(kFoldBytesMin, kFoldBytesMax / ledger_count_);
              },
          .on_failed = [this](const absl::Status& status) { Fail(status); },
          .observer = observer_};
}

absl::Status EngineImpl::OpenLedgers() {
  WL_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                      stores_.log->List());
  for (const std::string& name : names) {
    WL_ASSIGN_OR_RETURN(EventLog* const log, stores_.log->Open(name));
    // Creation was cut short; CreateLedger finishes it.
    if (log->GetHead().position == 0) continue;
    WL_RETURN_IF_ERROR(OpenLedger(name, *log).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Ledger*> EngineImpl::OpenLedger(const std::string& name,
                                               EventLog& log) {
  ++ledger_count_;
  WL_ASSIGN_OR_RETURN(std::unique_ptr<Ledger> ledger,
                      Ledger::Open(name, log, Deps()));
  const std::lock_guard lock(mutex_);
  if (!closing_.ok()) ledger->Close(closing_);
  return ledgers_.emplace(name, std::move(ledger)).first->second.get();
}

absl::StatusOr<Ledger*> EngineImpl::Find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = ledgers_.find(name);
  if (found != ledgers_.end()) return found->second.get();
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_LEDGER_NOT_FOUND,
                   absl::StrCat("ledger: ", name, " is not known"), "ledger");
}

void EngineImpl::CreateLedger(v1::CreateLedgerRequest request, CallOptions,
                              Callback<v1::CreateLedgerResponse> done) {
  query_executor_.Post([this, request = std::move(request),
                        done = std::move(done)] { done(CreateNow(request)); });
}

absl::StatusOr<v1::CreateLedgerResponse> EngineImpl::CreateNow(
    const v1::CreateLedgerRequest& request) {
  WL_RETURN_IF_ERROR(ValidateCreation(request));
  const std::lock_guard lock(create_mutex_);
  v1::CreateLedgerResponse response;
  if (const auto existing = Find(request.ledger()); existing.ok()) {
    *response.mutable_ledger() = (*existing)->Describe();
    WL_RETURN_IF_ERROR(CheckSameSettings(response.ledger(), request));
    return response;
  }
  WL_RETURN_IF_ERROR(Accepting());
  absl::StatusOr<EventLog*> log = stores_.log->Create(request.ledger());
  if (absl::IsAlreadyExists(log.status())) {
    log = stores_.log->Open(request.ledger());
  }
  WL_RETURN_IF_ERROR(log.status());
  if ((*log)->GetHead().position == 0) {
    WL_RETURN_IF_ERROR(AppendCreation(**log, request, clock_.Now()));
  }
  WL_ASSIGN_OR_RETURN(const Ledger* const ledger,
                      OpenLedger(request.ledger(), **log));
  *response.mutable_ledger() = ledger->Describe();
  return response;
}

void EngineImpl::GetLedger(v1::GetLedgerRequest request, CallOptions,
                           Callback<v1::GetLedgerResponse> done) {
  const absl::StatusOr<Ledger*> ledger = Find(request.ledger());
  if (!ledger.ok()) return done(ledger.status());
  v1::GetLedgerResponse response;
  *response.mutable_ledger() = (*ledger)->Describe();
  done(std::move(response));
}

void EngineImpl::ListLedgers(v1::ListLedgersRequest request, CallOptions,
                             Callback<v1::ListLedgersResponse> done) {
  std::string after;
  if (!request.page_token().empty()) {
    absl::StatusOr<std::string> cursor =
        DecodePageToken("ledgers", request.page_token());
    if (!cursor.ok()) return done(cursor.status());
    after = *std::move(cursor);
  }
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  v1::ListLedgersResponse response;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = ledgers_.upper_bound(after); it != ledgers_.end(); ++it) {
      if (response.ledgers_size() == page_size) {
        response.set_next_page_token(EncodePageToken(
            "ledgers", response.ledgers(page_size - 1).ledger()));
        break;
      }
      *response.add_ledgers() = it->second->Describe();
    }
  }
  done(std::move(response));
}

void EngineImpl::Execute(v1::ExecuteRequest request, CallOptions options,
                         Callback<v1::ExecuteResponse> done) {
  const auto answer = [this, done = std::move(done)](
                          absl::StatusOr<v1::ExecuteResponse> outcome) {
    Observe(outcome.status());
    done(std::move(outcome));
  };
  absl::StatusOr<Submission> submission = TakeIn(request, std::move(options));
  if (!submission.ok()) return answer(submission.status());
  submission->done = [answer](Outcomes outcomes) {
    answer(std::move(outcomes.front()));
  };
  const absl::Status status = Submit(request.ledger(), *std::move(submission));
  if (!status.ok()) answer(status);
}

void EngineImpl::BatchExecute(v1::BatchExecuteRequest request,
                              CallOptions options,
                              Callback<v1::BatchExecuteResponse> done) {
  const auto refuse = [this, &done](const absl::Status& status) {
    Observe(status);
    done(status);
  };
  absl::StatusOr<Submission> submission = TakeIn(request, std::move(options));
  if (!submission.ok()) return refuse(submission.status());
  submission->done = [this, done,
                      atomic = request.atomic()](Outcomes outcomes) {
    for (const auto& outcome : outcomes) Observe(outcome.status());
    done(ToBatchResponse(atomic, std::move(outcomes)));
  };
  const absl::Status status = Submit(request.ledger(), *std::move(submission));
  if (!status.ok()) refuse(status);
}

void EngineImpl::Observe(const absl::Status& outcome) {
  if (observer_ == nullptr || outcome.ok()) return;
  observer_->OnRefused(ReasonOf(outcome));
}

std::vector<LedgerStatus> EngineImpl::ListStatus() const {
  std::vector<LedgerStatus> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, ledger] : ledgers_) {
    LedgerStatus& status = all.emplace_back(ledger->GetStatus());
    const auto verified = verified_records_.find(name);
    if (verified != verified_records_.end()) {
      status.verified_records = verified->second;
    }
  }
  return all;
}

absl::Status EngineImpl::Accepting() const {
  const std::lock_guard lock(mutex_);
  return closing_;
}

absl::Status EngineImpl::Submit(const std::string& ledger,
                                Submission submission) {
  WL_RETURN_IF_ERROR(Accepting());
  WL_ASSIGN_OR_RETURN(Ledger* const found, Find(ledger));
  return found->Submit(std::move(submission));
}

void EngineImpl::ReadEvents(v1::ReadEventsRequest request, CallOptions options,
                            Callback<v1::ReadEventsResponse> done) {
  const absl::StatusOr<Ledger*> found = Find(request.ledger());
  if (!found.ok()) return done(found.status());
  query_executor_.Post([&ledger = **found, deadline = options.deadline,
                        request = std::move(request), done = std::move(done)] {
    if (deadline < absl::Now()) return done(DeadlineError());
    done(ReadPage(ledger, request));
  });
}

void EngineImpl::VerifyLedger(
    v1::VerifyLedgerRequest request,
    std::function<bool(const v1::VerifyLedgerResponse&)> progress,
    Callback<v1::VerifyLedgerResponse> done) {
  const absl::StatusOr<Ledger*> found = Find(request.ledger());
  if (!found.ok()) return done(found.status());
  const std::string scratch =
      absl::StrCat(stores_.scratch_directory, "/verify-", ++verify_count_);
  verify_executor_.Post([this, &ledger = **found, scratch,
                         deep = request.deep(), progress = std::move(progress),
                         done = std::move(done)] {
    const auto note = [&](const v1::VerifyLedgerResponse& so_far) {
      const std::lock_guard lock(mutex_);
      verified_records_[ledger.name()] = so_far.records();
    };
    const auto go_on = [&](const v1::VerifyLedgerResponse& so_far) {
      note(so_far);
      return Accepting().ok() && progress(so_far);
    };
    const FileCheck check_files = [this](const TableCheckObserver& observer) {
      return stores_.log_files == nullptr
                 ? absl::OkStatus()
                 : stores_.log_files->CheckFiles(observer);
    };
    absl::StatusOr<v1::VerifyLedgerResponse> result =
        workledger::VerifyLedger(ledger.log(), *stores_.view, scratch, go_on,
                                 deep ? check_files : nullptr);
    if (result.ok()) note(*result);
    done(std::move(result));
  });
}

absl::StatusOr<std::unique_ptr<Subscription>> EngineImpl::Subscribe(
    const v1::SubscribeRequest& request) {
  WL_ASSIGN_OR_RETURN(Ledger* const ledger, Find(request.ledger()));
  return OpenSubscription(*ledger, query_executor_, request);
}

void EngineImpl::BeginShutdown() { CloseAll(ShutdownError()); }

void EngineImpl::Fail(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (failure_.ok()) failure_ = status;
  }
  failed_.notify_all();
  CloseAll(MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_ENGINE_FAILED,
                     absl::StrCat("the engine failed: ", status.message())));
}

void EngineImpl::CloseAll(const absl::Status& status) {
  std::vector<Ledger*> ledgers;
  {
    const std::lock_guard lock(mutex_);
    if (closing_.ok()) closing_ = status;
    for (const auto& [name, ledger] : ledgers_) ledgers.push_back(ledger.get());
  }
  for (Ledger* const ledger : ledgers) ledger->Close(status);
}

absl::Status EngineImpl::WaitFailed(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    // A store can fail where no command waits: in a flush, or in a read.
    const absl::Status health = stores_.log->Health();
    if (!health.ok()) Fail(health);
    std::unique_lock lock(mutex_);
    const absl::Duration left = deadline - absl::Now();
    if (!failure_.ok() || left <= absl::ZeroDuration()) return failure_;
    failed_.wait_for(lock,
                     absl::ToChronoNanoseconds(std::min(left, kHealthInterval)),
                     [this] { return !failure_.ok(); });
  }
}

}  // namespace workledger

#include "engine/replay/verify.h"

#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/log/table_check.h"
#include "engine/replay/penalty_check.h"
#include "engine/replay/record_check.h"
#include "engine/replay/verify_run.h"
#include "engine/view/holder_check.h"
#include "engine/view/view_check.h"

namespace workledger {
namespace {

// Whether the log answers for the record's request with a range that holds it.
absl::StatusOr<bool> RequestKnown(const EventLog& log,
                                  const v1::Record& record) {
  WL_ASSIGN_OR_RETURN(const std::optional<RequestOutcome> outcome,
                      log.FindRequest(record.request_id()));
  return outcome.has_value() &&
         record.first_position() <= outcome->first_position &&
         outcome->first_position <= record.position() &&
         record.position() <= outcome->last_position &&
         outcome->last_position <= record.last_position();
}

// The records of a log, up to the head that it had.
class LogCheck {
 public:
  LogCheck(const EventLog& log, VerifyRun& run)
      : log_(log),
        run_(run),
        head_(log.GetHead()),
        records_(log.Uid(), {.position = 0, .chain = ChainStart(log.Uid())}),
        penalties_(log, run) {}

  absl::Status Check() {
    run_.response().set_head_position(head_.position);
    run_.response().set_head_chain(std::string(AsBytes(head_.chain)));
    absl::Status visited;
    const absl::Status read = log_.Read(1, [&](const RecordView& view) {
      if (view.position > head_.position) return false;
      visited = CheckRecord(view);
      return visited.ok();
    });
    WL_RETURN_IF_ERROR(visited);
    if (!absl::IsDataLoss(read)) {
      WL_RETURN_IF_ERROR(read);
      if (sound_) WL_RETURN_IF_ERROR(penalties_.Finish());
      CheckEnd();
      return absl::OkStatus();
    }
    run_.Add("density", records_.Last().position + 1,
             absl::StrCat("reading stops here: ", read.message()));
    return absl::OkStatus();
  }

 private:
  absl::Status CheckRecord(const RecordView& view) {
    for (const v1::Violation& violation : records_.Check(view)) {
      run_.Add(violation);
      sound_ = false;
    }
    if (sound_) {
      WL_RETURN_IF_ERROR(
          penalties_.Take(records_.GetRecord(), records_.GetEvent()));
    }
    WL_ASSIGN_OR_RETURN(const bool known,
                        RequestKnown(log_, records_.GetRecord()));
    if (!known) {
      run_.Add("envelope", view.position,
               "request_id: got one whose outcome is not this record");
    }
    run_.response().set_records(run_.response().records() + 1);
    return run_.Tick();
  }

  void CheckEnd() {
    const Head& last = records_.Last();
    if (last.position != head_.position) {
      run_.Add("density", last.position,
               absl::StrCat("the log ends here, want ", head_.position));
      return;
    }
    if (last.chain != head_.chain) {
      run_.Add("chain", last.position, "the chain does not end at the head");
    }
    if (!records_.TransactionComplete()) {
      run_.Add("envelope", last.position, "the last transaction is cut off");
    }
  }

  const EventLog& log_;
  VerifyRun& run_;
  const Head head_;
  RecordCheck records_;
  PenaltyCheck penalties_;
  // What follows from a damaged log says nothing.
  bool sound_ = true;
};

absl::Status CheckFiles(const FileCheck& check_log_files, ViewStore& view_store,
                        VerifyRun& run) {
  const TableCheckObserver observer = {
      .file =
          [&run] {
            run.response().set_table_files(run.response().table_files() + 1);
            return run.Tell();
          },
      .violation =
          [&run](std::string_view detail) { run.Add("file", 0, detail); }};
  WL_RETURN_IF_ERROR(check_log_files(observer));
  const auto hold = view_store.Hold();
  // Views that are damaged are made again.
  return view_store.damaged() ? absl::OkStatus()
                              : CheckTables(view_store.db(), observer);
}

}  // namespace

absl::StatusOr<v1::VerifyLedgerResponse> VerifyLedger(
    const EventLog& log, ViewStore& view_store,
    const std::string& scratch_directory,
    const std::function<bool(const v1::VerifyLedgerResponse&)>& progress,
    const FileCheck& check_log_files) {
  VerifyRun run(progress);
  if (check_log_files != nullptr) {
    WL_RETURN_IF_ERROR(CheckFiles(check_log_files, view_store, run));
    if (run.response().violation_count() > 0) {
      run.response().set_done(true);
      return run.response();
    }
  }
  WL_RETURN_IF_ERROR(LogCheck(log, run).Check());
  ViewCheckObserver observer{
      .tick = [&run] { return run.Tick(); },
      .row =
          [&run] {
            run.response().set_view_rows(run.response().view_rows() + 1);
          },
      .violation =
          [&run](uint64_t position, std::string_view detail) {
            run.Add("view", position, detail);
          }};
  WL_RETURN_IF_ERROR(CheckViews(log, view_store, scratch_directory, observer));
  observer.violation = [&run](uint64_t position, std::string_view detail) {
    run.Add("holders", position, detail);
  };
  WL_RETURN_IF_ERROR(CheckHolders(log.Uid(), view_store, observer));
  run.response().set_done(true);
  return run.response();
}

}  // namespace workledger

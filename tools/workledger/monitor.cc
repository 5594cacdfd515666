#include "tools/workledger/monitor.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/digest.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/tree_head.h"
#include "tools/workledger/client.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/interrupt.h"
#include "tools/workledger/proof_files.h"
#include "tools/workledger/time_text.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status Forked(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_HISTORY_FORKED,
                   absl::StrCat("monitor: ", ToAbsl(what)));
}

class Monitor {
 public:
  Monitor(const MonitorFlags& flags, VerifierKey key, const Session& session)
      : flags_(flags),
        key_(std::move(key)),
        session_(session),
        client_(session.server) {}

  // Looks once.
  absl::Status Look();

 private:
  absl::StatusOr<std::optional<TreeRoot>> ReadLast() const;
  absl::StatusOr<std::string> Fetch(const std::string& ledger,
                                    const std::optional<TreeRoot>& last);
  // Fails with HISTORY_FORKED unless `next` goes on from `last`.
  absl::Status CheckGoesOn(const std::string& ledger, const TreeRoot& last,
                           const TreeRoot& next);
  absl::Status KeepFork(const absl::Status& fork, const std::string& note);
  void Print(const std::optional<TreeRoot>& last, const TreeRoot& next) const;

  const MonitorFlags& flags_;
  const VerifierKey key_;
  const Session& session_;
  Client client_;
};

absl::Status Monitor::Look() {
  WL_ASSIGN_OR_RETURN(const std::optional<TreeRoot> last, ReadLast());
  WL_ASSIGN_OR_RETURN(const std::string ledger,
                      ChooseLedger(session_, client_));
  WL_ASSIGN_OR_RETURN(const std::string note, Fetch(ledger, last));
  WL_ASSIGN_OR_RETURN(const TreeRoot next, OpenTreeHead(note, key_));
  if (last) {
    const absl::Status goes_on = CheckGoesOn(ledger, *last, next);
    if (ReasonOf(goes_on) == v1::ERROR_REASON_HISTORY_FORKED) {
      return KeepFork(goes_on, note);
    }
    WL_RETURN_IF_ERROR(goes_on);
  }
  WL_RETURN_IF_ERROR(WriteCheckpoint(flags_.file, note));
  Print(last, next);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<TreeRoot>> Monitor::ReadLast() const {
  std::error_code error;
  if (!std::filesystem::exists(flags_.file, error) && !error) {
    return std::nullopt;
  }
  WL_ASSIGN_OR_RETURN(const std::string note, ReadCheckpoint(flags_.file));
  return OpenTreeHead(note, key_);
}

absl::StatusOr<std::string> Monitor::Fetch(
    const std::string& ledger, const std::optional<TreeRoot>& last) {
  v1::GetCheckpointRequest request;
  request.set_ledger(ledger);
  // All that is there now. A server that makes its views anew has less for a
  // while; that is no fork.
  WL_ASSIGN_OR_RETURN(const uint64_t head, GetHeadPosition(client_, ledger));
  request.set_min_position(std::max(head, last ? last->size : 0));
  const auto response =
      client_.Call(&v1::ProofService::Stub::GetCheckpoint, request);
  if (last && ReasonOf(response.status()) == v1::ERROR_REASON_POSITION_AHEAD) {
    return Forked(absl::StrCat(
        "the ledger has less than the ", last->size,
        " records that were signed: ", response.status().message()));
  }
  WL_RETURN_IF_ERROR(response.status());
  return response->checkpoint();
}

absl::Status Monitor::CheckGoesOn(const std::string& ledger,
                                  const TreeRoot& last, const TreeRoot& next) {
  const std::string sizes =
      absl::StrCat("the signed checkpoint of ", last.size,
                   " records is no beginning of that of ", next.size);
  if (next.size < last.size) return Forked(sizes);
  std::optional<std::vector<Digest>> proof(std::in_place);
  if (last.size > 0 && last.size < next.size) {
    v1::GetConsistencyProofRequest request;
    request.set_ledger(ledger);
    request.set_first_tree_size(last.size);
    request.set_second_tree_size(next.size);
    WL_ASSIGN_OR_RETURN(
        const v1::GetConsistencyProofResponse response,
        client_.Call(&v1::ProofService::Stub::GetConsistencyProof, request));
    proof = ParseHashes(response.hashes());
  }
  if (proof && ConsistencyHolds(last, next, *proof)) return absl::OkStatus();
  return Forked(sizes);
}

absl::Status Monitor::KeepFork(const absl::Status& fork,
                               const std::string& note) {
  const std::string file = absl::StrCat(flags_.file, ".fork");
  const absl::Status kept = WriteCheckpoint(file, note);
  return Forked(absl::StrCat(
      fork.message(),
      kept.ok() ? absl::StrCat("; kept as ", file)
                : absl::StrCat("; could not be kept: ", kept.message())));
}

void Monitor::Print(const std::optional<TreeRoot>& last,
                    const TreeRoot& next) const {
  const std::string root = ToHex(AsBytes(next.root));
  if (session_.output == OutputFormat::kJson) {
    session_.out << "{\"last_tree_size\":\"" << (last ? last->size : 0)
                 << "\",\"tree_size\":\"" << next.size << "\",\"root_hash\":\""
                 << root << "\"}" << std::endl;
    return;
  }
  session_.out << "checkpoint of " << next.size << ", root " << root;
  if (last) {
    session_.out << ", goes on from that of " << last->size;
  } else {
    session_.out << ", the first one seen";
  }
  session_.out << std::endl;
}

// Sleeps until it is woken for good.
class Pause {
 public:
  // Returns whether the time passed.
  bool Sleep(absl::Duration duration) {
    std::unique_lock lock(mutex_);
    return !woken_.wait_for(lock, absl::ToChronoMilliseconds(duration),
                            [this] { return over_; });
  }
  void End() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    woken_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool over_ = false;  // guarded by mutex_
};

// Whether to look again later: the server may come back.
bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

absl::Status RunMonitor(const MonitorFlags& flags, const Session& session) {
  absl::Duration interval;
  if (!flags.interval.empty()) {
    WL_ASSIGN_OR_RETURN(
        interval, ParseSpan({.flag = "--interval", .text = flags.interval}));
  }
  WL_ASSIGN_OR_RETURN(VerifierKey key, ReadKey(flags.key_file));
  if (flags.interval.empty()) {
    return Monitor(flags, std::move(key), session).Look();
  }
  const InterruptBlock block;
  Monitor monitor(flags, std::move(key), session);
  Pause pause;
  const InterruptWatch watch([&pause] { pause.End(); });
  do {
    const absl::Status status = monitor.Look();
    if (!status.ok() && !MayPass(status)) return status;
    if (!status.ok()) session.err << FailureText(status) << std::endl;
  } while (pause.Sleep(interval));
  return absl::OkStatus();
}

}  // namespace workledger

#include "engine/ledger/batch.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

absl::Status ReusedError(const v1::Command& command) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_REQUEST_ID_REUSED,
                   absl::StrCat("request_id: ", command.request_id(),
                                " was used with another command"),
                   "request_id");
}

// Says which command of a batch `status` is about.
absl::Status AtCommand(size_t index, const absl::Status& status) {
  v1::Error error = ErrorOf(status);
  const std::string path = absl::StrCat("commands[", index, "].");
  error.set_message(path + error.message());
  if (!error.field().empty()) error.set_field(path + error.field());
  return StatusOf(error);
}

bool ChangesCatalogue(const Submission& submission) {
  return std::ranges::any_of(submission.commands, [](const v1::Command& c) {
    return c.has_change_catalogue();
  });
}

// Adds to `response` what a record of the command's own says.
void Tell(const v1::Record& record, const v1::Event& event,
          v1::ExecuteResponse& response) {
  if (response.first_position() == 0) {
    response.set_first_position(record.position());
  }
  response.set_last_position(record.position());
  if (record.stream().kind() == v1::STREAM_KIND_TICKET &&
      record.stream().key() == response.ticket()) {
    response.set_version(record.version());
  }
  if (event.has_conformance_found()) {
    *response.add_findings() = event.conformance_found().finding();
  }
}

// Returns the answer that was given when the command was first accepted.
absl::StatusOr<v1::ExecuteResponse> FirstAnswer(const EventLog& log,
                                                const v1::Command& command,
                                                const RequestOutcome& outcome) {
  v1::ExecuteResponse response;
  response.set_ticket(TicketIdOf(command));
  response.set_replayed(true);
  absl::Status broken;
  v1::Record record;
  v1::Event event;
  WL_RETURN_IF_ERROR(
      log.Read(outcome.first_position, [&](const RecordView& stored) {
        broken = ParseRecord(stored.bytes, record);
        if (broken.ok()) broken = Upcast(record, event);
        if (broken.ok()) Tell(record, event, response);
        return broken.ok() && stored.position < outcome.last_position;
      }));
  WL_RETURN_IF_ERROR(broken);
  return response;
}

}  // namespace

Batch::Batch(const EventLog& log, FoldCache& folds, LedgerFold& ledger,
             const Head& head, absl::Time wall_now)
    : log_(log),
      folds_(folds),
      ledger_(ledger),
      wall_now_(FloorMillis(wall_now)),
      position_(head.position) {}

Outcomes Batch::Add(const Submission& submission) {
  if (submission.atomic) return AddAtomic(submission);
  Outcomes outcomes;
  outcomes.reserve(submission.commands.size());
  for (size_t i = 0; i < submission.commands.size(); ++i) {
    outcomes.push_back(AddOne(submission, i));
    Close();
  }
  return outcomes;
}

Outcomes Batch::AddAtomic(const Submission& submission) {
  std::map<StreamName, v1::Fold> undo;
  const v1::LedgerState state_before = ledger_.state;
  // Large, and seldom changed.
  std::optional<Catalogue> catalogue_before;
  if (ChangesCatalogue(submission)) catalogue_before = ledger_.catalogue;
  const uint64_t position_before = position_;
  undo_ = &undo;
  Outcomes outcomes;
  const absl::Status status = AddAllOrNone(submission, outcomes);
  undo_ = nullptr;
  if (status.ok()) {
    Close();
    return outcomes;
  }

  draft_.Clear();
  ledger_.state = state_before;
  if (catalogue_before) ledger_.catalogue = *std::move(catalogue_before);
  position_ = position_before;
  for (auto& [stream, fold] : undo) {
    // Loaded in this batch already, so it cannot fail.
    const absl::StatusOr<v1::Fold*> cached = folds_.Get(stream);
    WL_CHECK(cached.ok());
    **cached = std::move(fold);
  }
  for (size_t i = 0; i < outcomes.size(); ++i) {
    // What was only replayed belongs to an earlier submission.
    if (outcomes[i]->replayed()) continue;
    answers_.erase(submission.commands[i].request_id());
  }
  return Outcomes(submission.commands.size(), status);
}

absl::Status Batch::AddAllOrNone(const Submission& submission,
                                 Outcomes& outcomes) {
  std::optional<bool> replayed;  // whether those before were
  for (size_t i = 0; i < submission.commands.size(); ++i) {
    absl::StatusOr<v1::ExecuteResponse> outcome = AddOne(submission, i);
    if (!outcome.ok()) return AtCommand(i, outcome.status());
    outcomes.push_back(std::move(outcome));
    // A command without events is never stored, so it tells nothing.
    const v1::ExecuteResponse& response = *outcomes.back();
    if (response.first_position() == 0) continue;
    if (replayed.value_or(response.replayed()) != response.replayed()) {
      return AtCommand(i, ReusedError(submission.commands[i]));
    }
    replayed = response.replayed();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ExecuteResponse> Batch::AddOne(const Submission& submission,
                                                  size_t index) {
  const v1::Command& command = submission.commands[index];
  const Digest& payload_hash = submission.payload_hashes[index];
  WL_ASSIGN_OR_RETURN(v1::ExecuteResponse response,
                      Replay(command, payload_hash));
  if (response.replayed()) return response;

  Context context;
  context.now = FromTimestamp(ledger_.state.now_time());
  if (ledger_.state.clock() == v1::LEDGER_CLOCK_WALL) {
    context.now = std::max(context.now, wall_now_);
  } else if (command.has_fire_timer()) {
    // A driven clock passes the deadlines on its way.
    context.now = std::max(
        context.now, FromTimestamp(command.fire_timer().timer().due_time()));
  }
  context.occur_time = command.has_occur_time()
                           ? FloorMillis(FromTimestamp(command.occur_time()))
                           : context.now;
  WL_ASSIGN_OR_RETURN(const Folds folds, LoadFolds(command, context));
  WL_ASSIGN_OR_RETURN(const std::vector<StreamEvents> decided,
                      Decide(command, folds, context));
  const int records_before = draft_.records.size();
  WL_ASSIGN_OR_RETURN(response, Decided(command, folds, context, decided,
                                        submission.trace_parent));
  const int record_count = draft_.records.size() - records_before;
  if (record_count == 0) return response;
  draft_.requests.push_back(
      {.id = command.request_id(),
       .payload_hash = payload_hash,
       .record_count = static_cast<size_t>(record_count)});
  answers_.emplace(command.request_id(), Answer{payload_hash, response});
  return response;
}

absl::StatusOr<v1::ExecuteResponse> Batch::Replay(const v1::Command& command,
                                                  const Digest& payload_hash) {
  const auto answer = answers_.find(command.request_id());
  if (answer != answers_.end()) {
    if (answer->second.payload_hash != payload_hash) {
      return ReusedError(command);
    }
    v1::ExecuteResponse response = answer->second.response;
    response.set_replayed(true);
    return response;
  }
  WL_ASSIGN_OR_RETURN(const std::optional<RequestOutcome> outcome,
                      log_.FindRequest(command.request_id()));
  if (!outcome) return v1::ExecuteResponse();
  if (outcome->payload_hash != payload_hash) return ReusedError(command);
  return FirstAnswer(log_, command, *outcome);
}

absl::StatusOr<Folds> Batch::LoadFolds(const v1::Command& command,
                                       const Context& context) {
  Folds folds;
  folds.ledger = &ledger_.state;
  folds.catalogue = &ledger_.catalogue;
  for (std::vector<StreamName> missing = Reads(command, folds, context);
       !missing.empty(); missing = Reads(command, folds, context)) {
    for (const StreamName& stream : missing) {
      WL_ASSIGN_OR_RETURN(folds.streams[stream], folds_.Get(stream));
    }
  }
  return folds;
}

absl::StatusOr<v1::ExecuteResponse> Batch::Decided(
    const v1::Command& command, const Folds& folds, const Context& context,
    const std::vector<StreamEvents>& decided, std::string_view trace_parent) {
  v1::ExecuteResponse response;
  response.set_ticket(TicketIdOf(command));
  const auto fold =
      folds.streams.find({v1::STREAM_KIND_TICKET, response.ticket()});
  if (fold != folds.streams.end()) {
    response.set_version(VersionOf(*fold->second));
  }
  for (const StreamEvents& stream : decided) {
    for (const v1::Event& event : stream.events) {
      Record(command, context, stream.stream, event, trace_parent);
      Tell(*draft_.records.rbegin(), event, response);
    }
  }
  return response;
}

void Batch::Record(const v1::Command& command, const Context& context,
                   const v1::StreamId& stream, const v1::Event& event,
                   std::string_view trace_parent) {
  v1::Record& record = *draft_.records.Add();
  record.set_ledger_uid(log_.Uid());
  record.set_position(++position_);
  *record.mutable_stream() = stream;
  record.set_event_type(EventTypeOf(event));
  *record.mutable_occur_time() = ToTimestamp(context.occur_time);
  *record.mutable_record_time() = ToTimestamp(context.now);
  if (event.has_time_advanced()) {
    // The clock moves by this event: it is recorded at the time it sets.
    *record.mutable_occur_time() = event.time_advanced().now_time();
    *record.mutable_record_time() = event.time_advanced().now_time();
  }
  *record.mutable_actor() = command.actor();
  record.set_request_id(command.request_id());
  if (command.has_cause_position()) {
    record.set_cause_position(command.cause_position());
  }
  record.set_trace_parent(trace_parent.data(), trace_parent.size());
  if (command.has_provenance()) {
    *record.mutable_provenance() = command.provenance();
  }
  event.SerializeToString(record.mutable_payload());

  if (stream.kind() == v1::STREAM_KIND_LEDGER) {
    record.set_version(ledger_.state.version() + 1);
  } else if (stream.kind() == v1::STREAM_KIND_CATALOGUE) {
    record.set_version(ledger_.catalogue.version() + 1);
  } else {
    EvolveStream(record, event);
  }
  ledger_.Evolve(record, event);
}

void Batch::EvolveStream(v1::Record& record, const v1::Event& event) {
  const StreamName name(record.stream().kind(), record.stream().key());
  // Reads named it, so it is loaded.
  const absl::StatusOr<v1::Fold*> fold = folds_.Get(name);
  WL_CHECK(fold.ok());
  if (undo_ != nullptr) undo_->try_emplace(name, **fold);
  record.set_version(VersionOf(**fold) + 1);
  folds_.Evolve(**fold, record, event);
}

void Batch::Close() {
  if (draft_.records.empty()) return;
  Transaction transaction;
  transaction.requests = std::move(draft_.requests);
  transaction.records.reserve(draft_.records.size());
  const uint64_t first = draft_.records.begin()->position();
  const uint64_t last = draft_.records.rbegin()->position();
  for (v1::Record& record : draft_.records) {
    record.set_first_position(first);
    record.set_last_position(last);
    NewRecord& added = transaction.records.emplace_back();
    added.stream = {.kind = static_cast<uint8_t>(record.stream().kind()),
                    .key = record.stream().key()};
    added.version = record.version();
    record.SerializeToString(&added.bytes);
  }
  draft_.Clear();
  transactions_.push_back(std::move(transaction));
}

}  // namespace workledger

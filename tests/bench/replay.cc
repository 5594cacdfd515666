// Replay (read, parse, evolve) against a bare iterator scan that parses the
// same messages, and one subscriber over gRPC from position 1.

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "engine/log/rocksdb.h"
#include "rocksdb/db.h"
#include "tests/bench/bench.h"
#include "tests/bench/filled_ledger.h"
#include "tests/support/child_process.h"
#include "workledger/v1/log_service.grpc.pb.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kEvents = 500'000;

struct Scan {
  uint64_t events = 0;
  absl::Duration duration;

  double PerSecond() const {
    return static_cast<double>(events) / absl::ToDoubleSeconds(duration);
  }
};

// Reads the log and folds every ticket.
absl::StatusOr<Scan> ReplayLog(const EventLog& log) {
  std::unordered_map<std::string, v1::Ticket> tickets;
  v1::LedgerState ledger;
  v1::Record record;
  v1::Event event;
  absl::Status broken;
  Scan scan;
  const absl::Time start = absl::Now();
  WL_RETURN_IF_ERROR(log.Read(1, [&](const RecordView& stored) {
    broken = ParseRecord(stored.bytes, record);
    if (broken.ok()) broken = Upcast(record, event);
    if (!broken.ok()) return false;
    if (record.stream().kind() == v1::STREAM_KIND_TICKET) {
      EvolveTicket(tickets[record.stream().key()], record, event);
    }
    EvolveLedger(ledger, record, event);
    ++scan.events;
    return true;
  }));
  WL_RETURN_IF_ERROR(broken);
  scan.duration = absl::Now() - start;
  return scan;
}

// Copies the records into a plain RocksDB, keyed by position.
absl::StatusOr<std::unique_ptr<rocksdb::DB>> CopyPlain(
    const EventLog& log, const std::string& directory) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(options, directory, &opened);
  if (!status.ok()) return absl::InternalError(status.ToString());
  std::unique_ptr<rocksdb::DB> db(opened);
  WL_RETURN_IF_ERROR(log.Read(1, [&](const RecordView& stored) {
    status =
        db->Put({}, absl::StrCat(absl::Hex(stored.position, absl::kZeroPad16)),
                rocksdb::Slice(stored.bytes.data(), stored.bytes.size()));
    return status.ok();
  }));
  if (status.ok()) status = db->Flush({});
  if (!status.ok()) return absl::InternalError(status.ToString());
  return db;
}

absl::StatusOr<Scan> ScanPlain(rocksdb::DB& db) {
  v1::Record record;
  v1::Event event;
  Scan scan;
  const absl::Time start = absl::Now();
  const std::unique_ptr<rocksdb::Iterator> row(db.NewIterator({}));
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    const bool parsed =
        record.ParseFromArray(row->value().data(),
                              static_cast<int>(row->value().size())) &&
        event.ParseFromString(record.payload());
    if (!parsed) return absl::InternalError("a record does not parse");
    ++scan.events;
  }
  if (!row->status().ok()) return absl::InternalError(row->status().ToString());
  scan.duration = absl::Now() - start;
  return scan;
}

absl::StatusOr<Scan> SubscribeAll(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(8 << 20);
  const auto stub = v1::LogService::NewStub(grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), arguments));
  v1::SubscribeRequest request;
  request.set_ledger("main");
  grpc::ClientContext context;
  const absl::Time start = absl::Now();
  const auto reader = stub->Subscribe(&context, request);
  Scan scan;
  v1::SubscribeResponse frame;
  while (reader->Read(&frame)) {
    scan.events += static_cast<uint64_t>(frame.events().records_size());
    if (frame.has_caught_up()) break;
  }
  scan.duration = absl::Now() - start;
  context.TryCancel();
  static_cast<void>(reader->Finish());
  if (!frame.has_caught_up()) return absl::InternalError("the stream ended");
  return scan;
}

absl::Status Fill(const std::string& directory) {
  EngineOptions options;
  options.directory = directory;
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine,
                      Engine::Open(options));
  return FillLedger(*engine, "f", kEvents);
}

}  // namespace

absl::StatusOr<Figures> Replay(const Options& options) {
  const std::string directory = options.directory + "/replay";
  WL_RETURN_IF_ERROR(Fill(directory));
  Scan replay;
  Scan bare;
  {
    WL_ASSIGN_OR_RETURN(const std::unique_ptr<LogStore> store,
                        OpenRocksdbLogStore({.directory = directory + "/log"}));
    WL_ASSIGN_OR_RETURN(const EventLog* const log, store->Open("main"));
    WL_ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::DB> plain,
                        CopyPlain(*log, options.directory + "/replay-bare"));
    // Both once to warm the caches, then the counted runs.
    WL_RETURN_IF_ERROR(ScanPlain(*plain).status());
    WL_RETURN_IF_ERROR(ReplayLog(*log).status());
    WL_ASSIGN_OR_RETURN(bare, ScanPlain(*plain));
    WL_ASSIGN_OR_RETURN(replay, ReplayLog(*log));
  }
  WL_ASSIGN_OR_RETURN(const RunningServer server,
                      StartServer(options.bin + "/workledgerd", directory));
  WL_ASSIGN_OR_RETURN(const Scan subscriber, SubscribeAll(server.address));
  return Figures{{.name = "replay: read, parse, evolve",
                  .value = replay.PerSecond(),
                  .unit = "events/s",
                  .bare = bare.PerSecond(),
                  .reach = 0.5,
                  .note = absl::StrCat(replay.events, " events, one core")},
                 {.name = "one subscriber from position 1 over gRPC",
                  .value = subscriber.PerSecond(),
                  .unit = "events/s",
                  .reach = 300'000,
                  .note = absl::StrCat(subscriber.events, " events")}};
}

}  // namespace workledger::bench

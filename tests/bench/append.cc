// Durable append through the engine against one bare RocksDB writer that puts
// the same bytes in the same batches, with sync.

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/ledger/engine_impl.h"
#include "engine/log/rocksdb.h"
#include "rocksdb/db.h"
#include "tests/bench/bench.h"
#include "tests/bench/counting_log.h"
#include "tests/bench/workload.h"
#include "workledger/engine.h"

namespace workledger::bench {
namespace {

constexpr int kCallers = 64;

// A caller that sends its next command when the last one is answered.
class Loop {
 public:
  Loop(Engine& engine, int number, const std::atomic<bool>& stop,
       std::atomic<int>& running, std::atomic<uint64_t>& refused)
      : engine_(engine),
        caller_(absl::StrCat("c", number)),
        stop_(stop),
        running_(running),
        refused_(refused) {}

  void Send() {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    *request.mutable_command() = caller_.Next();
    engine_.Execute(std::move(request), {},
                    [this](absl::StatusOr<v1::ExecuteResponse> response) {
                      if (!response.ok()) ++refused_;
                      if (!stop_ && response.ok()) return Send();
                      --running_;
                      running_.notify_all();
                    });
  }

 private:
  Engine& engine_;
  Caller caller_;
  const std::atomic<bool>& stop_;
  std::atomic<int>& running_;
  std::atomic<uint64_t>& refused_;
};

struct Counted {
  double per_second = 0;
  AppendCounts counts;
  double view_lag_seconds = 0;
};

// Waits until the views have everything; returns how long that took.
absl::StatusOr<absl::Duration> ViewLag(Engine& engine) {
  const absl::Time start = absl::Now();
  v1::GetLedgerRequest get;
  get.set_ledger("main");
  WL_ASSIGN_OR_RETURN(const v1::GetLedgerResponse ledger,
                      Call(engine, &Engine::GetLedger, get));
  v1::SummarizeRequest summarize;
  summarize.set_ledger("main");
  summarize.set_min_position(ledger.ledger().head_position());
  WL_RETURN_IF_ERROR(Call(engine, &Engine::Summarize, summarize).status());
  return absl::Now() - start;
}

absl::StatusOr<Counted> RunEngine(const std::string& directory, bool mirror,
                                  absl::Duration duration) {
  std::filesystem::create_directories(directory);
  EngineImpl::Stores stores;
  WL_ASSIGN_OR_RETURN(
      std::unique_ptr<LogStore> log,
      OpenRocksdbLogStore({.directory = directory + "/log",
                           .mirror_directory = directory + "/mirror",
                           .mirror = mirror}));
  auto counting = std::make_unique<CountingLogStore>(std::move(log));
  CountingLogStore& counter = *counting;
  stores.log = std::move(counting);
  WL_ASSIGN_OR_RETURN(stores.view, ViewStore::Open(directory + "/views"));
  const SystemClock clock;
  EngineImpl engine(std::move(stores), clock);
  v1::CreateLedgerRequest create;
  create.set_ledger("main");
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  WL_RETURN_IF_ERROR(Call(engine, &Engine::CreateLedger, create).status());

  std::atomic<bool> stop = false;
  std::atomic<int> running = kCallers;
  std::atomic<uint64_t> refused = 0;
  std::vector<std::unique_ptr<Loop>> loops;
  const AppendCounts before = counter.counts();
  const absl::Time start = absl::Now();
  for (int i = 0; i < kCallers; ++i) {
    loops.push_back(std::make_unique<Loop>(engine, i, stop, running, refused));
    loops.back()->Send();
  }
  absl::SleepFor(duration);
  stop = true;
  for (int left = running; left != 0; left = running) running.wait(left);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (refused != 0) {
    return absl::InternalError(absl::StrCat(refused.load(), " refused"));
  }
  Counted counted;
  counted.counts = counter.counts() - before;
  counted.per_second = static_cast<double>(counted.counts.records) / seconds;
  WL_ASSIGN_OR_RETURN(const absl::Duration lag, ViewLag(engine));
  counted.view_lag_seconds = absl::ToDoubleSeconds(lag);
  return counted;
}

// What an event is to the bare writer: its record alone, or every row that the
// log keeps of it (record, place in its stream, request).
enum class BareRows { kRecord, kAll };

// Sizes of the log's rows, from docs/log_format.md; the digest of a record and
// of a request's payload is 32 bytes, an id about 20.
constexpr size_t kDigestBytes = 32;
constexpr size_t kIdBytes = 20;
constexpr size_t kPlaceBytes = 8;

std::string Key(char kind, uint64_t number, size_t bytes) {
  std::string key =
      absl::StrCat(std::string(1, kind), absl::Hex(number, absl::kZeroPad16));
  key.resize(bytes, 'k');
  return key;
}

absl::StatusOr<double> RunBare(const std::string& directory,
                               const AppendCounts& counts, BareRows rows,
                               absl::Duration duration) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory, &opened);
  if (!status.ok()) return absl::InternalError(status.ToString());
  const std::unique_ptr<rocksdb::DB> db(opened);

  const uint64_t batch_size = counts.records / counts.appends;
  const std::string record(counts.bytes / counts.records + kDigestBytes, 'x');
  const std::string place(kPlaceBytes, 'x');
  const std::string request(kDigestBytes + 2 * kPlaceBytes, 'x');
  rocksdb::WriteOptions write;
  write.sync = true;
  uint64_t position = 0;
  const absl::Time start = absl::Now();
  while (absl::Now() - start < duration) {
    rocksdb::WriteBatch batch;
    for (uint64_t i = 0; i < batch_size; ++i) {
      ++position;
      batch.Put(Key('e', position, 17), record);
      if (rows == BareRows::kRecord) continue;
      batch.Put(Key('s', position * 7919 % 1000003, kIdBytes + 14), place);
      batch.Put(Key('r', position * 7919 % 1000003, kIdBytes + 5), request);
    }
    const rocksdb::Status written = db->Write(write, &batch);
    if (!written.ok()) return absl::InternalError(written.ToString());
  }
  return static_cast<double>(position) /
         absl::ToDoubleSeconds(absl::Now() - start);
}

}  // namespace

absl::StatusOr<Figures> Append(const Options& options) {
  WL_ASSIGN_OR_RETURN(
      const Counted engine,
      RunEngine(options.directory + "/append", false, options.duration));
  WL_ASSIGN_OR_RETURN(
      const Counted mirrored,
      RunEngine(options.directory + "/append-mirror", true, options.duration));
  WL_ASSIGN_OR_RETURN(const double bare_rows,
                      RunBare(options.directory + "/append-rows", engine.counts,
                              BareRows::kAll, options.duration));
  WL_ASSIGN_OR_RETURN(
      const double bare_records,
      RunBare(options.directory + "/append-records", engine.counts,
              BareRows::kRecord, options.duration));
  const double batch = static_cast<double>(engine.counts.records) /
                       static_cast<double>(engine.counts.appends);
  return Figures{
      {.name = "durable append, 64 callers",
       .value = engine.per_second,
       .unit = "events/s",
       .bare = bare_rows,
       .reach = 0.5,
       .note = absl::StrCat("batches of ", batch, " events, ",
                            engine.counts.bytes / engine.counts.records,
                            " bytes each")},
      {.name = "the same, against puts of the records alone",
       .value = engine.per_second,
       .unit = "events/s",
       .bare = bare_records},
      {.name = "the same with the mirror on, against off",
       .value = mirrored.per_second,
       .unit = "events/s",
       .bare = engine.per_second,
       .reach = 0.85},
      {.name = "view lag at the end",
       .value = engine.view_lag_seconds,
       .unit = "s",
       .at_most = kViewLagSecondsMax,
       .note = "until every view has everything"}};
}

}  // namespace workledger::bench

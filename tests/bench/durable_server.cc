#include "tests/bench/durable_server.h"

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "engine/base/digest.h"
#include "engine/log/rocksdb_db.h"
#include "engine/log/rocksdb_keys.h"
#include "workledger/v1/command_service.grpc.pb.h"

namespace workledger::bench {
namespace {

constexpr uint32_t kLedger = 1;
// What a record has beside the payload, which is about as large as the request:
// uid, positions, version, times.
constexpr size_t kEnvelopeBytes = 80;

// A call that waits until it is durable.
struct Waiting {
  const v1::ExecuteRequest* request;
  v1::ExecuteResponse* response;
  grpc::ServerUnaryReactor* reactor;
};

class DurableService final
    : public v1::CommandService::WithCallbackMethod_Execute<
          v1::CommandService::Service> {
 public:
  explicit DurableService(RocksdbDb& db)
      : db_(db), writer_([this] { Run(); }) {}

  grpc::ServerUnaryReactor* Execute(grpc::CallbackServerContext* context,
                                    const v1::ExecuteRequest* request,
                                    v1::ExecuteResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    bool first;
    {
      const std::lock_guard lock(mutex_);
      first = waiting_.empty();
      waiting_.push_back({request, response, reactor});
    }
    if (first) wake_.notify_one();
    return reactor;
  }

 private:
  [[noreturn]] void Run() {
    std::vector<Waiting> group;
    while (true) {
      group.clear();
      // As the engine does: lets those go first who are about to call.
      std::this_thread::yield();
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return !waiting_.empty(); });
        group.swap(waiting_);
      }
      Write(group);
      for (const Waiting& call : group) {
        call.response->set_ticket(call.request->command().ticket());
        call.response->set_version(1);
        call.response->set_first_position(position_);
        call.response->set_last_position(position_);
        call.reactor->Finish(grpc::Status::OK);
      }
    }
  }

  void Write(const std::vector<Waiting>& group) {
    rocksdb::WriteBatch rows = NewWriteBatch(group.size() * 512);
    std::string record;
    const Digest digest{};
    for (const Waiting& call : group) {
      const v1::Command& command = call.request->command();
      ++position_;
      command.SerializeToString(&record);
      record.append(kEnvelopeBytes, 'x');
      db_.Put(Column::kRequest, RequestKey(kLedger, command.request_id()),
              {RequestValue({.payload_hash = digest,
                             .first_position = position_,
                             .last_position = position_})},
              rows);
      db_.Put(Column::kRecord, RecordKey(kLedger, position_),
              {record, AsBytes(digest)}, rows);
      db_.Put(
          Column::kStream,
          StreamKey(kLedger, {.kind = 2, .key = command.ticket()}, position_),
          {StreamValue(position_)}, rows);
    }
    db_.Put(Column::kMeta, HeadKey(kLedger),
            {HeadValue({.position = position_, .chain = digest})}, rows);
    if (!db_.Write(rows).ok()) std::abort();
  }

  RocksdbDb& db_;
  uint64_t position_ = 0;  // used by the writer only
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;  // guarded by mutex_
  std::thread writer_;            // started last
};

}  // namespace

int ServeDurable(const std::string& directory) {
  // As workledgerd does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const auto db = RocksdbDb::Open({.directory = directory});
  if (!db.ok()) {
    std::cerr << db.status() << std::endl;
    return 1;
  }
  DurableService service(**db);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::cout << "127.0.0.1:" << port << std::endl;
  server->Wait();
  return 0;
}

}  // namespace workledger::bench

#include "tools/workledger/import/lanes.h"

#include <utility>

#include "absl/hash/hash.h"
#include "engine/base/check.h"

namespace workledger {
namespace {

// Of a request that is no command: its other fields and the frames around the
// commands.
constexpr size_t kRequestOverheadBytes = 16 << 10;

}  // namespace

Lanes::Lanes(ImportClient& client, LaneOptions options)
    : client_(client), options_(std::move(options)), lanes_(options_.lanes) {
  for (Lane& lane : lanes_) {
    lane.thread = std::thread([this, &lane] { Work(lane); });
  }
}

Lanes::~Lanes() {
  {
    const std::lock_guard lock(mutex_);
    if (!finishing_) failure_ = absl::CancelledError("the import was given up");
  }
  Join();
}

absl::Status Lanes::Add(uint64_t row, v1::Command command) {
  const size_t hash = absl::Hash<std::string>()(command.ticket());
  Lane& lane = lanes_[hash % lanes_.size()];
  const size_t bytes = command.ByteSizeLong();
  if (lane.filling_bytes + bytes + kRequestOverheadBytes >
      kBatchExecuteBytesMax) {
    Push(lane);
  }
  *lane.filling.request.add_commands() = std::move(command);
  lane.filling.rows.push_back(row);
  lane.filling_bytes += bytes;
  if (lane.filling.rows.size() >=
      static_cast<size_t>(options_.batch_commands)) {
    Push(lane);
  }
  const std::lock_guard lock(mutex_);
  return failure_;
}

absl::StatusOr<SendTotals> Lanes::Finish() {
  for (Lane& lane : lanes_) Push(lane);
  Join();
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  return totals_;
}

void Lanes::Work(Lane& lane) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] {
      return lane.waiting.has_value() || finishing_ || !failure_.ok();
    });
    if (!lane.waiting.has_value() || !failure_.ok()) return;
    Batch batch = *std::exchange(lane.waiting, std::nullopt);
    changed_.notify_all();
    lock.unlock();
    SendTotals totals;
    const absl::Status status =
        SendBatch(client_, options_.patience, std::move(batch), &totals);
    lock.lock();
    totals_.Add(totals);
    if (failure_.ok()) failure_ = status;
    changed_.notify_all();
  }
}

void Lanes::Push(Lane& lane) {
  if (lane.filling.rows.empty()) return;
  lane.filling.request.set_ledger(options_.ledger);
  Batch batch = std::exchange(lane.filling, {});
  lane.filling_bytes = 0;
  std::unique_lock lock(mutex_);
  changed_.wait(lock,
                [&] { return !lane.waiting.has_value() || !failure_.ok(); });
  if (!failure_.ok()) return;
  lane.waiting = std::move(batch);
  changed_.notify_all();
}

void Lanes::Join() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
  }
  changed_.notify_all();
  for (Lane& lane : lanes_) {
    if (lane.thread.joinable()) lane.thread.join();
  }
}

}  // namespace workledger

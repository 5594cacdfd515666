#include "engine/log/mirror_frame.h"

#include <algorithm>
#include <optional>

#include "engine/base/digest.h"
#include "engine/log/big_endian.h"

namespace workledger {
namespace {

constexpr std::string_view kMagic = "wl-mirr1";
constexpr size_t kNumberBytes =
    sizeof(uint64_t) + sizeof(uint32_t) + sizeof(uint32_t);
constexpr size_t kHeaderBytes =
    kMagic.size() + kStoreUidBytes + kNumberBytes + sizeof(Digest);

struct Frame {
  std::string_view store_uid;
  GuardedWrite write;
};

// Returns the frame that `bytes` begins with, if it begins with one.
std::optional<Frame> ParseFrame(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) {
    return std::nullopt;
  }
  Frame frame;
  bytes.remove_prefix(kMagic.size());
  frame.store_uid = bytes.substr(0, kStoreUidBytes);
  bytes.remove_prefix(kStoreUidBytes);
  const std::string_view numbers = bytes.substr(0, kNumberBytes);
  frame.write.first_sequence = TakeNumber<uint64_t>(bytes);
  frame.write.row_count = TakeNumber<uint32_t>(bytes);
  const auto size = TakeNumber<uint32_t>(bytes);
  const std::string_view digest = bytes.substr(0, sizeof(Digest));
  bytes.remove_prefix(sizeof(Digest));
  if (bytes.size() < size) return std::nullopt;
  frame.write.rows = bytes.substr(0, size);
  const Digest computed = Sha256({frame.store_uid, numbers, frame.write.rows});
  if (AsBytes(computed) != digest) return std::nullopt;
  return frame;
}

}  // namespace

std::string MirrorFrameHeader(std::string_view store_uid,
                              const GuardedWrite& write) {
  std::string numbers;
  AppendNumber(write.first_sequence, numbers);
  AppendNumber(write.row_count, numbers);
  AppendNumber(static_cast<uint32_t>(write.rows.size()), numbers);
  const Digest digest = Sha256({store_uid, numbers, write.rows});
  std::string header(kMagic);
  header.append(store_uid).append(numbers).append(AsBytes(digest));
  return header;
}

MirrorScan ScanMirror(std::string_view store_uid, std::string_view bytes) {
  MirrorScan scan;
  while (!bytes.empty()) {
    if (const auto frame = ParseFrame(bytes)) {
      if (frame->store_uid == store_uid) {
        scan.writes.push_back(frame->write);
      } else {
        scan.has_foreign = true;
      }
      bytes.remove_prefix(kHeaderBytes + frame->write.rows.size());
      continue;
    }
    bytes.remove_prefix(std::min(bytes.find(kMagic, 1), bytes.size()));
  }
  return scan;
}

}  // namespace workledger

#include "tests/bench/settle.h"

#include <string>

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"

namespace workledger::bench {

absl::Status Settle(rocksdb::DB& db) {
  WL_RETURN_IF_ERROR(ViewStatus(db.Flush({})));
  const auto any = [&db](const std::string& property) {
    uint64_t count = 0;
    return db.GetIntProperty(property, &count) && count > 0;
  };
  while (any(rocksdb::DB::Properties::kNumRunningCompactions) ||
         any(rocksdb::DB::Properties::kCompactionPending)) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::OkStatus();
}

}  // namespace workledger::bench

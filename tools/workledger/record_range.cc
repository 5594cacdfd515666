#include "tools/workledger/record_range.h"

#include <algorithm>

#include "engine/base/status_macros.h"
#include "tools/workledger/progress_bar.h"
#include "workledger/limits.h"

namespace workledger {

absl::Status ReadRange(const RecordRange& range, const Session& session,
                       Client& client, const RecordSink& sink) {
  const uint64_t end = range.last_position + 1;
  ProgressBar bar(session, "records");
  v1::ReadEventsRequest request;
  request.set_ledger(range.ledger);
  uint64_t next = range.first_position;
  while (next < end) {
    request.set_from_position(next);
    request.set_page_size(
        static_cast<int>(std::min<uint64_t>(end - next, kPageSizeMax)));
    WL_ASSIGN_OR_RETURN(
        const v1::ReadEventsResponse page,
        client.Call(&v1::LogService::Stub::ReadEvents, request));
    if (page.next_position() <= next) {
      return absl::InternalError("log: the server's page does not move on");
    }
    for (const v1::StoredRecord& record : page.records()) {
      WL_RETURN_IF_ERROR(sink(record));
    }
    next = page.next_position();
    bar.Update(next - range.first_position, end - range.first_position);
  }
  return absl::OkStatus();
}

}  // namespace workledger

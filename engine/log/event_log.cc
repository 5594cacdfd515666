#include "engine/log/event_log.h"

namespace workledger {

Digest ChainStart(std::string_view ledger_uid) {
  return Sha256({"workledger/1", ledger_uid});
}

Digest ChainNext(const Digest& previous, std::string_view record_bytes) {
  return Sha256({AsBytes(previous), record_bytes});
}

}  // namespace workledger

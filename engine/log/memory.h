#ifndef WORKLEDGER_LOG_MEMORY_H_
#define WORKLEDGER_LOG_MEMORY_H_

// Ledgers in memory: for tests and what-if runs. Nothing outlives the store.

#include <memory>

#include "engine/log/event_log.h"

namespace workledger {

std::unique_ptr<LogStore> OpenMemoryLogStore();

}  // namespace workledger

#endif  // WORKLEDGER_LOG_MEMORY_H_

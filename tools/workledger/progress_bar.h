#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PROGRESS_BAR_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PROGRESS_BAR_H_

// A bar for work whose size is known. It draws on a terminal only, and only
// when it moved.

#include <cstdint>
#include <string>

#include "tools/workledger/session.h"

namespace workledger {

class ProgressBar {
 public:
  // `session` outlives the bar. `label` says what is counted.
  ProgressBar(const Session& session, std::string label);
  // Ends the line, if one was drawn.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` of `total`; a total of 0 is not known yet.
  void Update(uint64_t done, uint64_t total);

 private:
  const Session& session_;
  const std::string label_;
  std::string drawn_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PROGRESS_BAR_H_

#include "tools/workledger/progress_bar.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace workledger {
namespace {

constexpr uint64_t kBarColumns = 30;

}  // namespace

ProgressBar::ProgressBar(const Session& session, std::string label)
    : session_(session), label_(std::move(label)) {}

ProgressBar::~ProgressBar() {
  if (!drawn_.empty()) session_.err << '\n';
}

void ProgressBar::Update(uint64_t done, uint64_t total) {
  if (!session_.draws_progress || total == 0) return;
  const uint64_t shown = std::min(done, total);
  const uint64_t filled = shown * kBarColumns / total;
  std::string line = absl::StrCat(
      "\r[", std::string(filled, '#'), std::string(kBarColumns - filled, '.'),
      "] ", shown * 100 / total, "% of ", total, " ", label_);
  if (line == drawn_) return;
  session_.err << line << std::flush;
  drawn_ = std::move(line);
}

}  // namespace workledger

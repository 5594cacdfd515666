#include "tools/workledger/simulate/chapters.h"

namespace workledger {
namespace {

constexpr uint64_t kTalliesOfYear = 100;  // of each item

}  // namespace

void TellTallies(uint64_t scale, Draw& draw, Steps& steps) {
  for (const TallyFigure& figure : TallyFigures()) {
    for (uint64_t i = 0; i < kTalliesOfYear * scale; ++i) {
      TicketStory story("", DrawWorkTime(draw), kOfficePace, steps);
      v1::RecordTally& tally =
          *story.Next(Worker(kGuards)).mutable_record_tally();
      tally.set_item(std::string(figure.item));
      tally.set_count(Share(figure.count * scale, kTalliesOfYear * scale, i));
      tally.set_location(PropertyCode(draw.Below(kProperties)));
      tally.set_party(std::string(kGuards));
    }
  }
}

}  // namespace workledger

#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_FIGURES_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_FIGURES_H_

// What a bureau states in its yearly summary: the totals that the simulated
// year adds up to, exactly.

#include <cstdint>
#include <span>
#include <string_view>

#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

// Who tells the tickets of a category.
enum class Chapter {
  kRepairs,
  kLifts,
  kServices,
  kCleaning,
  kSecurity,
  kInspections,
};

// One category that tickets are given to, with all its tickets of the year.
struct CategoryFigure {
  std::string_view code;
  std::string_view name;
  Chapter chapter;
  v1::TicketKind kind;
  v1::SizeClass size_class;
  uint64_t tickets;
  // People of all its tickets together.
  uint64_t headcount = 0;
  bool drill = false;
};

// What is done within the tickets of a category, all of them together.
struct QuantityFigure {
  std::string_view category;
  std::string_view item;
  std::string_view unit;
  uint64_t quantity;
};

struct TallyFigure {
  std::string_view item;
  uint64_t count;
};

std::span<const CategoryFigure> CategoryFigures();
std::span<const QuantityFigure> QuantityFigures();
std::span<const TallyFigure> TallyFigures();

inline constexpr uint64_t kProperties = 31;
inline constexpr uint64_t kAreaSquareMetres = 186'800;
inline constexpr uint64_t kLifts = 3;  // each visit serves them all
inline constexpr uint64_t kSafetyRounds = 20;
// Conference service: before, during and after.
inline constexpr uint64_t kStepsBefore = 9;
inline constexpr uint64_t kStepsDuring = 8;
inline constexpr uint64_t kStepsAfter = 3;

// Returns the part of `total` that falls to number `index` of `count`, so that
// all parts add up to it and no two differ by more than one.
constexpr uint64_t Share(uint64_t total, uint64_t count, uint64_t index) {
  return total / count + (index < total % count ? 1 : 0);
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_FIGURES_H_

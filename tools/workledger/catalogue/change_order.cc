// In which order a file's changes are given: the engine takes them one after
// the other, each against those before.

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "tools/workledger/catalogue/toml_message.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// A kind comes after all that it refers to. Only policies refer to contracts:
// one is retired before another takes its place, and policies before that.
int RankOf(v1::CatalogueKind kind) {
  constexpr v1::CatalogueKind kOrder[] = {
      v1::CATALOGUE_KIND_CALENDAR,   v1::CATALOGUE_KIND_PROCEDURE,
      v1::CATALOGUE_KIND_RUBRIC,     v1::CATALOGUE_KIND_ROSTER,
      v1::CATALOGUE_KIND_PARTY,      v1::CATALOGUE_KIND_LOCATION,
      v1::CATALOGUE_KIND_CATEGORY,   v1::CATALOGUE_KIND_ASSET,
      v1::CATALOGUE_KIND_CONTRACT,   v1::CATALOGUE_KIND_WINDOW,
      v1::CATALOGUE_KIND_ALARM_RULE, v1::CATALOGUE_KIND_PLAN,
      v1::CATALOGUE_KIND_POLICY};
  return static_cast<int>(std::ranges::find(kOrder, kind) - kOrder);
}

struct Place {
  // Policies and contracts that end, then what is put, then what is retired.
  int phase;
  int rank;
  std::string code;

  auto operator<=>(const Place&) const = default;
};

Place PlaceOf(const FileChange& change) {
  const auto [kind, code] = KeyOfChange(change.change);
  if (change.change.has_put()) return {1, RankOf(kind), code};
  const bool first =
      kind == v1::CATALOGUE_KIND_CONTRACT || kind == v1::CATALOGUE_KIND_POLICY;
  return {first ? 0 : 2, -RankOf(kind), code};
}

// Paths sort before what lies in them; what is retired goes the other way.
bool Before(const FileChange& a, const FileChange& b) {
  const Place x = PlaceOf(a);
  const Place y = PlaceOf(b);
  if (x.phase == y.phase && x.rank == y.rank && x.phase != 1) {
    return y.code < x.code;
  }
  return x < y;
}

// What an item refers to within its own kind, but for paths.
std::vector<std::string> OwnKind(const FileChange& change) {
  const v1::CatalogueItem& item = change.change.put();
  if (item.has_asset() && !item.asset().part_of().empty()) {
    return {item.asset().part_of()};
  }
  const auto& inhibitors = item.alarm_rule().inhibitors();
  return {inhibitors.begin(), inhibitors.end()};
}

absl::Status CycleError(const FileChange& change) {
  const std::string field =
      change.change.put().has_asset() ? "part_of" : "inhibitors";
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_CATALOGUE_CYCLE,
                   absl::StrCat(PlaceOfField(change.places, field), ": ", field,
                                ": got one that leads back to ",
                                KeyOfChange(change.change).second),
                   field);
}

// Sorts the puts of one kind, [begin, end), so that each comes after those
// that it refers to.
absl::Status OrderKind(std::vector<FileChange>& changes, size_t begin,
                       size_t end) {
  std::set<std::string> waiting;
  for (size_t i = begin; i < end; ++i) {
    waiting.insert(KeyOfChange(changes[i].change).second);
  }
  std::vector<size_t> order;
  std::set<size_t> placed;
  while (order.size() < end - begin) {
    std::vector<size_t> round;
    for (size_t i = begin; i < end; ++i) {
      if (placed.contains(i)) continue;
      const std::vector<std::string> needs = OwnKind(changes[i]);
      if (std::ranges::none_of(needs, [&](const std::string& code) {
            return waiting.contains(code);
          })) {
        round.push_back(i);
      }
    }
    if (round.empty()) break;
    for (const size_t i : round) {
      order.push_back(i);
      placed.insert(i);
      waiting.erase(KeyOfChange(changes[i].change).second);
    }
  }
  for (size_t i = begin; i < end; ++i) {
    if (!placed.contains(i)) return CycleError(changes[i]);
  }
  std::vector<FileChange> sorted;
  sorted.reserve(order.size());
  for (const size_t i : order) sorted.push_back(std::move(changes[i]));
  std::ranges::move(sorted, changes.begin() + static_cast<ptrdiff_t>(begin));
  return absl::OkStatus();
}

}  // namespace

absl::Status OrderChanges(std::vector<FileChange>& changes) {
  std::ranges::sort(changes, Before);
  size_t begin = 0;
  while (begin < changes.size()) {
    const Place place = PlaceOf(changes[begin]);
    size_t end = begin;
    while (end < changes.size() && PlaceOf(changes[end]).phase == place.phase &&
           PlaceOf(changes[end]).rank == place.rank) {
      ++end;
    }
    const v1::CatalogueItem& item = changes[begin].change.put();
    if (item.has_asset() || item.has_alarm_rule()) {
      absl::Status ordered = OrderKind(changes, begin, end);
      if (!ordered.ok()) return ordered;
    }
    begin = end;
  }
  return absl::OkStatus();
}

}  // namespace workledger

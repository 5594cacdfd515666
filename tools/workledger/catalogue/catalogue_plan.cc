#include "tools/workledger/catalogue/catalogue_plan.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "google/protobuf/util/message_differencer.h"
#include "tools/workledger/catalogue/toml_message.h"
#include "tools/workledger/enum_text.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr std::string_view kAdded = "added";
constexpr std::string_view kChanged = "changed";
constexpr std::string_view kRetired = "retired";

// Half of what a command may hold: the engine adds the zones to calendars.
constexpr size_t kCommandBytesMax = kExecuteBytesMax / 2;

// What the engine or AskWhatIf fills in is no difference.
v1::CatalogueItem AsWritten(v1::CatalogueItem item) {
  if (item.has_calendar()) item.mutable_calendar()->clear_transitions();
  if (item.policy().has_migration()) {
    item.mutable_policy()->mutable_migration()->clear_what_if();
  }
  return item;
}

// Returns how a change differs from what is; empty if it does not.
std::string_view WordOf(const v1::CatalogueChange& change,
                        const CatalogueEntries& entries) {
  const auto entry = entries.find(KeyOfChange(change));
  const bool in_use = entry != entries.end() && !entry->second.retired();
  if (change.has_retire()) {
    // An item that never was is the engine's to refuse.
    return in_use || entry == entries.end() ? kRetired : "";
  }
  if (!in_use) return kAdded;
  return MessageDifferencer::Equals(AsWritten(entry->second.item()),
                                    AsWritten(change.put()))
             ? ""
             : kChanged;
}

// Reads the number in brackets after `name` and moves past it.
std::optional<size_t> TakeIndex(std::string_view name,
                                std::string_view& field) {
  if (!field.starts_with(name) || field.size() == name.size() ||
      field[name.size()] != '[') {
    return std::nullopt;
  }
  const size_t end = field.find(']');
  size_t index = 0;
  if (end == field.npos ||
      !absl::SimpleAtoi(
          ToAbsl(field.substr(name.size() + 1, end - name.size() - 1)),
          &index)) {
    return std::nullopt;
  }
  field.remove_prefix(std::min(end + 2, field.size()));
  return index;
}

// Removes the name and the point after it, if the path begins with it.
void Skip(std::string_view name, std::string_view& field) {
  if (field.starts_with(name)) field.remove_prefix(name.size());
}

// Returns the change's number in the plan, and leaves the path within it.
std::optional<size_t> TakeChange(const std::vector<v1::Command>& commands,
                                 std::string_view& field) {
  const size_t command = TakeIndex("commands", field).value_or(0);
  Skip("command.", field);
  Skip("change_catalogue.", field);
  std::optional<size_t> change = TakeIndex("changes", field);
  if (!change || command >= commands.size()) return std::nullopt;
  for (size_t i = 0; i < command; ++i) {
    *change += commands[i].change_catalogue().changes_size();
  }
  return change;
}

}  // namespace

CataloguePlan MakePlan(CatalogueFile file, const CatalogueEntries& entries) {
  CataloguePlan plan;
  plan.document = std::move(file.document);
  for (FileChange& change : file.changes) {
    const std::string_view word = WordOf(change.change, entries);
    if (word.empty()) {
      ++plan.unchanged;
      continue;
    }
    plan.words.push_back(word);
    plan.changes.push_back(std::move(change));
  }
  return plan;
}

void PrintPlan(const CataloguePlan& plan, std::ostream& out) {
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    const auto [kind, code] = KeyOfChange(plan.changes[i].change);
    out << plan.words[i] << ' ' << ShortName(kind) << ' ' << code << '\n';
  }
  const auto count = [&](std::string_view word) {
    return std::ranges::count(plan.words, word);
  };
  out << count(kAdded) << " added, " << count(kChanged) << " changed, "
      << count(kRetired) << " retired, " << plan.unchanged << " unchanged\n";
}

std::vector<v1::Command> MakeCommands(const CataloguePlan& plan,
                                      const v1::Command& envelope) {
  std::vector<v1::Command> commands;
  size_t bytes = 0;
  for (const FileChange& change : plan.changes) {
    const size_t size = change.change.ByteSizeLong();
    if (commands.empty() || bytes + size > kCommandBytesMax ||
        static_cast<size_t>(
            commands.back().change_catalogue().changes_size()) ==
            kCatalogueChangesMax) {
      commands.push_back(envelope);
      commands.back().mutable_change_catalogue()->set_document(plan.document);
      bytes = 0;
    }
    bytes += size;
    *commands.back().mutable_change_catalogue()->add_changes() = change.change;
  }
  for (size_t i = 0; commands.size() > 1 && i < commands.size(); ++i) {
    commands[i].set_request_id(absl::StrCat(envelope.request_id(), "-", i + 1));
  }
  return commands;
}

absl::Status AtPlace(const absl::Status& status, const FileChange& change,
                     std::string_view field) {
  v1::Error error = ErrorOf(status);
  error.set_message(
      absl::StrCat(PlaceOfField(change.places, field), ": ", error.message()));
  return StatusOf(error);
}

absl::Status WithPlace(const absl::Status& status, const CataloguePlan& plan,
                       const std::vector<v1::Command>& commands) {
  if (status.ok()) return status;
  const std::string whole = ErrorOf(status).field();
  std::string_view field = whole;
  const std::optional<size_t> index = TakeChange(commands, field);
  if (!index || *index >= plan.changes.size()) return status;
  const FileChange& change = plan.changes[*index];
  Skip("put.", field);
  Skip("retire.", field);
  // The kind that the item is under.
  if (change.change.has_put()) {
    const size_t end = field.find('.');
    field = end == field.npos ? "" : field.substr(end + 1);
  }
  return AtPlace(status, change, field);
}

}  // namespace workledger

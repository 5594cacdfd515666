#include "engine/core/catalogue/catalogue_decide.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/calendar/working_calendar.h"
#include "engine/core/catalogue/item_form.h"
#include "engine/core/catalogue/overlay.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/catalogue/references.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/penalty/settled_months.h"
#include "engine/core/plan/plan_decide.h"
#include "engine/core/plan/recurrence.h"
#include "engine/core/sla/policy_migration.h"
#include "engine/core/sla/policy_reach.h"
#include "google/protobuf/util/message_differencer.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::MessageDifferencer;

std::string ChangeField(int index) {
  return absl::StrCat("change_catalogue.changes[", index, "]");
}

std::string ItemField(int index, const v1::CatalogueItem& item) {
  return absl::StrCat(ChangeField(index), ".put.", KindField(item));
}

std::string NameOf(const CatalogueKey& key) {
  constexpr std::string_view kPrefix = "CATALOGUE_KIND_";
  return absl::StrCat(v1::CatalogueKind_Name(key.first).substr(kPrefix.size()),
                      " ", key.second);
}

absl::Status CheckMayChange(const v1::Actor& actor) {
  if (actor.kind() == v1::ACTOR_KIND_SYSTEM ||
      std::ranges::find(actor.roles(), v1::ROLE_SUPERVISOR) !=
          actor.roles().end()) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may give this order", "actor.roles");
}

// Whether references within their kind lead from `item` to `key`.
bool LeadsTo(const Overlay& overlay, const v1::CatalogueItem& item,
             const CatalogueKey& key) {
  std::set<CatalogueKey> seen;
  std::vector<const v1::CatalogueItem*> open = {&item};
  while (!open.empty()) {
    const v1::CatalogueItem* const next = open.back();
    open.pop_back();
    for (const Reference& reference : ReferencesOf(*next)) {
      if (reference.target == key) return true;
      if (reference.target.first != key.first ||
          !seen.insert(reference.target).second) {
        continue;
      }
      const v1::CatalogueItem* const target = overlay.Find(reference.target);
      if (target != nullptr) open.push_back(target);
    }
  }
  return false;
}

absl::Status CheckReferences(const Overlay& overlay,
                             const v1::CatalogueItem& item,
                             const std::string& field) {
  const CatalogueKey key = KeyOf(item);
  // Nothing refers to an item that was not in use, so it closes no cycle.
  const bool was_in_use = overlay.Find(key) != nullptr;
  for (const Reference& reference : ReferencesOf(item)) {
    const std::string path = absl::StrCat(field, ".", reference.field);
    const v1::CatalogueItem* const target = overlay.Find(reference.target);
    if (reference.target == key || (was_in_use && target != nullptr &&
                                    reference.target.first == key.first &&
                                    LeadsTo(overlay, *target, key))) {
      return Forbid(
          v1::ERROR_REASON_CATALOGUE_CYCLE,
          absl::StrCat("got ", NameOf(reference.target),
                       ", want one that does not lead back to ", NameOf(key)),
          path);
    }
    if (target == nullptr) {
      return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                    absl::StrCat("got ", NameOf(reference.target),
                                 ", want one that is in use or comes before"),
                    path);
    }
  }
  return absl::OkStatus();
}

bool TermsMeet(const v1::Contract& a, const v1::Contract& b) {
  return CompareTimestamps(a.start_time(), b.end_time()) < 0 &&
         CompareTimestamps(b.start_time(), a.end_time()) < 0;
}

// Whether two lists of paths have a place in common; an empty one has all.
bool ScopesMeet(const RepeatedPtrField<std::string>& a,
                const RepeatedPtrField<std::string>& b) {
  if (a.empty() || b.empty()) return true;
  return std::ranges::any_of(a, [&](const std::string& x) {
    return std::ranges::any_of(
        b, [&](const std::string& y) { return LiesIn(x, y) || LiesIn(y, x); });
  });
}

absl::Status CheckContractApart(const Overlay& overlay,
                                const v1::Contract& contract,
                                const std::string& field) {
  for (const v1::CatalogueItem* const item :
       overlay.ItemsOf(v1::CATALOGUE_KIND_CONTRACT)) {
    const v1::Contract& other = item->contract();
    if (other.code() == contract.code() || other.party() != contract.party() ||
        !TermsMeet(contract, other) ||
        !ScopesMeet(contract.categories(), other.categories()) ||
        !ScopesMeet(contract.locations(), other.locations())) {
      continue;
    }
    return Forbid(v1::ERROR_REASON_CONTRACT_OVERLAPS,
                  absl::StrCat("got a term and scope that meet those of ",
                               other.code(), ", want them apart"),
                  absl::StrCat(field, ".start_time"));
  }
  return absl::OkStatus();
}

absl::Status CheckRules(const Overlay& overlay, const v1::CatalogueItem& item,
                        uint64_t head, const std::string& field) {
  WL_RETURN_IF_ERROR(CheckReferences(overlay, item, field));
  if (item.has_contract()) {
    return CheckContractApart(overlay, item.contract(), field);
  }
  if (item.has_plan()) {
    return CheckRecurrence(item.plan().recurrence(),
                           absl::StrCat(field, ".recurrence"));
  }
  if (item.has_policy()) {
    WL_RETURN_IF_ERROR(CheckRulesReachable(item.policy(), field));
    return CheckMigration(overlay, item.policy(), head, field);
  }
  if (item.has_calendar() && !WorkingCalendar(item.calendar()).EverOpen()) {
    return Forbid(v1::ERROR_REASON_CALENDAR_NEVER_OPEN,
                  "got no open time, want a worked day with an interval",
                  absl::StrCat(field, ".weekdays"));
  }
  return absl::OkStatus();
}

// One order's changes, taken one after the other.
class Changes {
 public:
  Changes(const Folds& folds, const Context& context, std::string document)
      : folds_(folds),
        context_(context),
        overlay_(*folds.catalogue),
        document_(std::move(document)) {}

  absl::Status Add(int index, const v1::CatalogueChange& change) {
    return change.has_put() ? Put(index, change.put())
                            : Retire(index, change.retire());
  }

  Events Take() { return std::move(events_); }

 private:
  absl::Status Put(int index, const v1::CatalogueItem& item) {
    const std::string field = ItemField(index, item);
    const CatalogueKey key = KeyOf(item);
    WL_RETURN_IF_ERROR(CheckOnce(key, absl::StrCat(field, ".code")));
    const v1::CatalogueItem* const before = overlay_.Find(key);
    if (before != nullptr && MessageDifferencer::Equals(*before, item)) {
      overlay_.Keep(key);
      return absl::OkStatus();
    }
    WL_RETURN_IF_ERROR(
        CheckRules(overlay_, item, folds_.ledger->position(), field));
    WL_RETURN_IF_ERROR(CheckSettled(
        key, item.has_contract() ? &item.contract() : nullptr, field));
    if (item.has_calendar() && before != nullptr) {
      WL_RETURN_IF_ERROR(CheckSettledZone(before->calendar(), item.calendar(),
                                          folds_,
                                          absl::StrCat(field, ".zone")));
    }
    v1::CatalogueItemPut& put =
        *events_.emplace_back().mutable_catalogue_item_put();
    *put.mutable_item() = item;
    put.set_revision(overlay_.Revision(key) + 1);
    put.set_document(document_);
    overlay_.Set(key, &item);
    return absl::OkStatus();
  }

  absl::Status Retire(int index, const v1::RetireItem& item) {
    const std::string field = absl::StrCat(ChangeField(index), ".retire.code");
    const CatalogueKey key(item.kind(), item.code());
    WL_RETURN_IF_ERROR(CheckOnce(key, field));
    if (overlay_.Revision(key) == 0) {
      return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                    absl::StrCat("got ", NameOf(key), ", want one that was"),
                    field);
    }
    if (overlay_.Find(key) == nullptr) {
      overlay_.Keep(key);
      return absl::OkStatus();
    }
    if (const auto user = overlay_.UserOf(key)) {
      return Forbid(v1::ERROR_REASON_CATALOGUE_IN_USE,
                    absl::StrCat("got ", NameOf(key), ", which ", NameOf(*user),
                                 " refers to"),
                    field);
    }
    WL_RETURN_IF_ERROR(CheckSettled(key, nullptr, field));
    v1::CatalogueItemRetired& retired =
        *events_.emplace_back().mutable_catalogue_item_retired();
    retired.set_kind(item.kind());
    retired.set_code(item.code());
    retired.set_revision(overlay_.Revision(key) + 1);
    retired.set_document(document_);
    overlay_.Set(key, nullptr);
    return absl::OkStatus();
  }

  // `after` is null for a contract that is retired, and for all else.
  absl::Status CheckSettled(const CatalogueKey& key, const v1::Contract* after,
                            const std::string& field) const {
    const v1::CatalogueEntry* const before =
        folds_.catalogue->FindEver(key.first, key.second);
    if (key.first != v1::CATALOGUE_KIND_CONTRACT || before == nullptr) {
      return absl::OkStatus();
    }
    return CheckSettledMonths(before->item().contract(), after, folds_,
                              context_.occur_time, field);
  }

  absl::Status CheckOnce(const CatalogueKey& key, const std::string& field) {
    if (!overlay_.Changed(key)) return absl::OkStatus();
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, field,
        absl::StrCat("got ", NameOf(key), " twice, want each item once"));
  }

  const Folds& folds_;
  const Context& context_;
  Overlay overlay_;
  const std::string document_;
  Events events_;
};

}  // namespace

absl::Status CheckChangeCatalogue(const v1::Command& command) {
  const v1::ChangeCatalogue& order = command.change_catalogue();
  for (int i = 0; i < order.changes_size(); ++i) {
    const v1::CatalogueChange& change = order.changes(i);
    if (change.change_case() == v1::CatalogueChange::CHANGE_NOT_SET) {
      return MissingPart(ChangeField(i), "change");
    }
    if (!change.has_put()) continue;
    if (change.put().item_case() == v1::CatalogueItem::ITEM_NOT_SET) {
      return MissingPart(ChangeField(i), "put.item");
    }
    WL_RETURN_IF_ERROR(CheckItemForm(change.put(), ItemField(i, change.put())));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<StreamEvents>> DecideChangeCatalogue(
    const v1::Command& command, const Folds& folds, const Context& context) {
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  WL_RETURN_IF_ERROR(CheckMayChange(command.actor()));
  const v1::ChangeCatalogue& order = command.change_catalogue();
  Changes changes(folds, context, order.document());
  for (int i = 0; i < order.changes_size(); ++i) {
    WL_RETURN_IF_ERROR(changes.Add(i, order.changes(i)));
  }
  Events events = changes.Take();
  std::vector<StreamEvents> plans = PlanFollowUps(folds, context, events);
  std::vector<StreamEvents> streams =
      InStream(v1::STREAM_KIND_CATALOGUE, "", std::move(events));
  std::ranges::move(plans, std::back_inserter(streams));
  return streams;
}

std::vector<StreamName> ReadsChangeCatalogue(const v1::Command& command,
                                             const Folds& known) {
  const v1::ChangeCatalogue& order = command.change_catalogue();
  std::vector<StreamName> names = PlanFollowUpReads(order, known);
  std::ranges::move(SettledMonthReads(order, known), std::back_inserter(names));
  return names;
}

}  // namespace workledger

#include "engine/view/precision.h"

#include <memory>

#include "engine/base/status_macros.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr char kDevice = 1;
constexpr char kAlgorithm = 2;

std::string PrecisionKey(std::string_view ledger_uid, bool by_algorithm,
                         std::string_view name) {
  std::string key = RowKey(ledger_uid, RowKind::kPrecision);
  key.push_back(by_algorithm ? kAlgorithm : kDevice);
  return key.append(name);
}

}  // namespace

void Precision::AddSignal(const v1::Event& event, const v1::Fold& before) {
  if (event.has_signal_recorded()) {
    const v1::AlarmSignal& signal = event.signal_recorded().signal();
    const v1::SignalOutcome outcome = event.signal_recorded().outcome();
    AddCounts(signal.device(), signal.algorithm(),
              {.signals = 1,
               .suppressed = outcome == v1::SIGNAL_OUTCOME_SUPPRESSED ? 1 : 0,
               .correlated = outcome == v1::SIGNAL_OUTCOME_CORRELATED ? 1 : 0});
  } else if (event.has_group_suppressed()) {
    const v1::AlarmSignal& waited = before.alarm().waiting();
    AddCounts(waited.device(), waited.algorithm(), {.suppressed = 1});
  }
}

void Precision::Count(const v1::Ticket& ticket, int64_t sign) {
  const v1::IncidentDetails& incident = ticket.incident();
  if (incident.device().empty()) return;
  const bool dismissed = ticket.state() == v1::TICKET_STATE_FALSE_ALARM;
  AddCounts(incident.device(), incident.algorithm(),
            {.incidents = sign,
             .confirmed = incident.confirmed() ? sign : 0,
             .dismissed = dismissed ? sign : 0});
}

void Precision::AddCounts(std::string_view device, std::string_view algorithm,
                          const Counts& counts) {
  const auto add = [&](bool by_algorithm, std::string_view name) {
    Counts& sum = counts_[{by_algorithm, std::string(name)}];
    sum.signals += counts.signals;
    sum.incidents += counts.incidents;
    sum.confirmed += counts.confirmed;
    sum.dismissed += counts.dismissed;
    sum.suppressed += counts.suppressed;
    sum.correlated += counts.correlated;
  };
  add(false, device);
  if (!algorithm.empty()) add(true, algorithm);
}

void Precision::AddTo(v1::AlarmPrecision& row, const Counts& counts) {
  row.set_signals(row.signals() + counts.signals);
  row.set_incidents(row.incidents() + counts.incidents);
  row.set_confirmed(row.confirmed() + counts.confirmed);
  row.set_dismissed(row.dismissed() + counts.dismissed);
  row.set_suppressed(row.suppressed() + counts.suppressed);
  row.set_correlated(row.correlated() + counts.correlated);
}

absl::Status Precision::Put(rocksdb::DB& db, std::string_view ledger_uid,
                            rocksdb::WriteBatch& rows) const {
  for (const auto& [key, counts] : counts_) {
    if (counts == Counts{}) continue;
    const auto& [by_algorithm, name] = key;
    const std::string row_key = PrecisionKey(ledger_uid, by_algorithm, name);
    v1::AlarmPrecision row;
    WL_RETURN_IF_ERROR(GetRow(db, {}, row_key, row).status());
    if (by_algorithm) {
      row.set_algorithm(name);
    } else {
      row.set_device(name);
    }
    AddTo(row, counts);
    rows.Put(row_key, row.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::StatusOr<PrecisionPage> ListPrecision(rocksdb::DB& db,
                                            const rocksdb::ReadOptions& at,
                                            std::string_view ledger_uid,
                                            bool by_algorithm, int count_max,
                                            std::string_view begin) {
  const std::string prefix = PrecisionKey(ledger_uid, by_algorithm, "");
  PrecisionPage page;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(at));
  for (rows->Seek(PrecisionKey(ledger_uid, by_algorithm, begin));
       rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    if (static_cast<int>(page.rows.size()) == count_max) {
      page.next = rows->key().ToStringView().substr(prefix.size());
      break;
    }
    v1::AlarmPrecision& row = page.rows.emplace_back();
    if (!row.ParseFromArray(rows->value().data(),
                            static_cast<int>(rows->value().size()))) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_RECORD_CORRUPT,
                       "a precision row is damaged");
    }
  }
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  return page;
}

}  // namespace workledger

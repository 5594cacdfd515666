#ifndef WORKLEDGER_REPLAY_RECORD_CHECK_H_
#define WORKLEDGER_REPLAY_RECORD_CHECK_H_

// Checks records one after the other, each by itself and against those before:
// positions, chain, envelope, stream versions and payload. Goes on after a
// violation with what the record says, so that one fault is not told again for
// every record after it.
//
// Keeps the last version of every stream, some 100 bytes each.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/event_log.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

class RecordCheck {
 public:
  // `before` is the place just before the first record; at position 0 every
  // stream must begin with version 1.
  RecordCheck(std::string_view ledger_uid, const Head& before);

  // Checks the next record and returns what is wrong with it.
  std::vector<v1::Violation> Check(const RecordView& view);

  // The place of the last record.
  const Head& Last() const { return last_; }

  // Whether the last record ends its transaction.
  bool TransactionComplete() const;

  // The last record; its event only if nothing was wrong with its payload.
  const v1::Record& GetRecord() const { return record_; }
  const v1::Event& GetEvent() const { return event_; }

 private:
  // Appends the violation that a failed check makes.
  void Expect(bool holds, std::string_view check, std::string_view detail);
  void CheckChain(const RecordView& view);
  void CheckEnvelope(uint64_t position);
  void CheckTransaction(uint64_t position);
  void CheckVersion();

  const std::string ledger_uid_;
  const bool from_start_;
  Head last_;
  v1::Record previous_;  // unset before the first record
  v1::Record record_;
  v1::Event event_;
  std::map<StreamId, uint64_t> versions_;
  std::vector<v1::Violation> violations_;  // of the record being checked
};

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_RECORD_CHECK_H_

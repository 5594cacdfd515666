#ifndef WORKLEDGER_TESTS_VIEW_ROWS_H_
#define WORKLEDGER_TESTS_VIEW_ROWS_H_

// Looks at the rows of a view store as bytes.

#include <map>
#include <memory>
#include <string>

#include "engine/view/view_store.h"
#include "rocksdb/db.h"

namespace workledger {

inline std::map<std::string, std::string> AllRows(const ViewStore& store) {
  std::map<std::string, std::string> rows;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      store.db().NewIterator(rocksdb::ReadOptions()));
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    rows[iterator->key().ToString()] = iterator->value().ToString();
  }
  return rows;
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_VIEW_ROWS_H_

#ifndef WORKLEDGER_TESTS_STRUCTURE_STRUCTURE_H_
#define WORKLEDGER_TESTS_STRUCTURE_STRUCTURE_H_

// The rules of the house that a compiler does not keep: which room may include
// which, where RocksDB and gRPC may be named, how long a file may be. The
// rules are tables in structure.cc; docs/ARCHITECTURE.md says why.

#include <string>
#include <vector>

namespace workledger {

struct SourceFile {
  std::string path;  // from the repository root
  std::string text;
};

// Returns every .h and .cc file of engine, services and tools, by path.
std::vector<SourceFile> ReadSources(const std::string& root);

// Returns what in `file` breaks a rule, as "path:line: what".
std::vector<std::string> CheckStructure(const SourceFile& file);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_STRUCTURE_STRUCTURE_H_

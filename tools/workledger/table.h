#ifndef WORKLEDGER_TOOLS_WORKLEDGER_TABLE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_TABLE_H_

// Aligned columns for people.
//
//   Table table({{"TICKET"}, {"TEXT", .width_max = 40}});
//   table.AddRow({"r-1", "走廊灯不亮"});
//   table.Print(std::cout);

#include <ostream>
#include <string>
#include <vector>

#include "tools/workledger/display_width.h"

namespace workledger {

struct Column {
  std::string title;
  // Longer text is cut; 0 leaves it whole.
  size_t width_max = 0;
  // Numbers stand at the right.
  bool right = false;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // Adds a row of as many texts as there are columns. Empty ones print as "-".
  void AddRow(const std::vector<std::string>& texts);

  // Prints the titles and the rows.
  void Print(std::ostream& out) const;

 private:
  void PrintRow(const std::vector<Cell>& row, std::ostream& out) const;

  const std::vector<Column> columns_;
  // The first row holds the titles.
  std::vector<std::vector<Cell>> rows_;
  std::vector<size_t> widths_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_TABLE_H_

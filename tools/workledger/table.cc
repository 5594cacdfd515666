#include "tools/workledger/table.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace workledger {

Table::Table(std::vector<Column> columns)
    : columns_(std::move(columns)), widths_(columns_.size(), 0) {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  AddRow(titles);
}

void Table::AddRow(const std::vector<std::string>& texts) {
  WL_CHECK(texts.size() == columns_.size());
  std::vector<Cell> row;
  for (size_t i = 0; i < texts.size(); ++i) {
    row.push_back(
        FitCell(texts[i].empty() ? "-" : texts[i], columns_[i].width_max));
    widths_[i] = std::max(widths_[i], row.back().width);
  }
  rows_.push_back(std::move(row));
}

void Table::Print(std::ostream& out) const {
  for (const std::vector<Cell>& row : rows_) PrintRow(row, out);
}

void Table::PrintRow(const std::vector<Cell>& row, std::ostream& out) const {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths_[i] - row[i].width, ' ');
    if (i > 0) line.append("  ");
    if (columns_[i].right) line.append(padding);
    line.append(row[i].text);
    if (!columns_[i].right) line.append(padding);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

}  // namespace workledger

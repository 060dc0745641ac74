// Pairing tables, their rows and their values.
#include "sim/gate/table_changes.hpp"

#include <algorithm>
#include <map>

namespace windtunnel {
namespace {

// Whether a column names rows: something stands in it that is no number.
bool names_rows(const Table& table, std::size_t column) {
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (!table.cell(row, column).empty() && !table.number(row, column)) return true;
  return false;
}

struct NamedRows {
  std::map<std::string, std::size_t> rows;  // by name; the first of two
  std::vector<std::size_t> numbers;         // the columns that are none of a name
};

NamedRows named_rows(const Table& table) {
  NamedRows named;
  std::vector<std::size_t> names;
  for (std::size_t column = 0; column < table.columns().size(); ++column)
    (names_rows(table, column) ? names : named.numbers).push_back(column);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::string name;
    for (const std::size_t column : names)
      if (!table.cell(row, column).empty()) name += (name.empty() ? "" : " ") + table.cell(row, column);
    named.rows.emplace(name, row);
  }
  return named;
}

std::string cell_of(const Table& table, const NamedRows& named, const std::string& row,
                    const std::string& column) {
  const auto at = named.rows.find(row);
  const auto index = table.column(column);
  return at == named.rows.end() || !index ? "" : table.cell(at->second, *index);
}

void compare_tables(const Table& before, const Table& after, std::vector<CatalogChange>& changes) {
  const NamedRows old_rows = named_rows(before), new_rows = named_rows(after);
  std::vector<std::string> names, columns;
  for (const auto& [name, row] : old_rows.rows) names.push_back(name);
  for (const auto& [name, row] : new_rows.rows)
    if (!old_rows.rows.contains(name)) names.push_back(name);
  for (const std::size_t column : new_rows.numbers) columns.push_back(after.columns()[column]);
  for (const std::size_t column : old_rows.numbers)
    if (!after.column(before.columns()[column])) columns.push_back(before.columns()[column]);
  for (const std::string& name : names)
    for (const std::string& column : columns) {
      const std::string left = cell_of(before, old_rows, name, column);
      const std::string right = cell_of(after, new_rows, name, column);
      if (left != right) changes.push_back({after.name(), name, column, left, right});
    }
}

// How many words of a row's name the scenario says as they are.
std::size_t said(const CatalogChange& change, std::string_view resolved_json) {
  std::size_t words = 0;
  for (std::size_t from = 0; from < change.row.size();) {
    const std::size_t to = std::min(change.row.find(' ', from), change.row.size());
    if (resolved_json.find("\"" + change.row.substr(from, to - from) + "\"") != std::string_view::npos)
      ++words;
    from = to + 1;
  }
  return words;
}

}  // namespace

std::vector<CatalogChange> changes_of_tables(const std::vector<std::shared_ptr<const Table>>& before,
                                             const std::vector<std::shared_ptr<const Table>>& after,
                                             std::string_view resolved_json) {
  std::vector<CatalogChange> changes;
  for (const auto& table : after)
    for (const auto& other : before)
      if (other->name() == table->name() && !(other->hash() == table->hash()) && !table->columns().empty())
        compare_tables(*other, *table, changes);
  std::stable_sort(changes.begin(), changes.end(), [&](const CatalogChange& a, const CatalogChange& b) {
    return said(a, resolved_json) > said(b, resolved_json);
  });
  return changes;
}

}  // namespace windtunnel

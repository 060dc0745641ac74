// What every table inside the program must show: where it is from, and as many cells in each row as it has
// columns.
#include "sim/config/embedded_catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace windtunnel {
namespace {

std::size_t cells(const std::string& line) {
  return 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), ','));
}

TEST(EmbeddedCatalog, HoldsTheTablesThatTheQuickstartNames) {
  std::set<std::string_view> names;
  for (const EmbeddedCsv& table : embedded_catalog()) names.insert(table.name);
  for (const char* name : {"gcp/rtt/2020-06-02", "gcp/instances/2026-07-30", "gcp/traffic/2026-07-30",
                           "worldcup98/1998-06-10"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(EmbeddedCatalog, IsSortedByName) {
  const auto tables = embedded_catalog();
  EXPECT_TRUE(std::is_sorted(tables.begin(), tables.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST(EmbeddedCatalog, SaysOfEachTableWhereItIsFrom) {
  for (const EmbeddedCsv& table : embedded_catalog()) {
    for (const char* key : {"# title: ", "# source: ", "# date: ", "# licence: "}) {
      EXPECT_NE(table.bytes.find(key), std::string_view::npos) << table.name << " lacks " << key;
    }
  }
}

TEST(EmbeddedCatalog, HasACellForEachColumnInEachRow) {
  for (const EmbeddedCsv& table : embedded_catalog()) {
    std::istringstream lines{std::string(table.bytes)};
    std::size_t columns = 0;
    std::size_t rows = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("#")) continue;
      if (columns == 0) {
        columns = cells(line);
      } else {
        EXPECT_EQ(cells(line), columns) << table.name << ": " << line;
        ++rows;
      }
    }
    EXPECT_GE(columns, 2u) << table.name;
    EXPECT_GE(rows, 10u) << table.name;
  }
}

TEST(EmbeddedCatalog, IsTheSameAsTheFile) {
  for (const EmbeddedCsv& table : embedded_catalog()) {
    std::ifstream file(std::string(WINDTUNNEL_ROOT "/scenarios/catalog/") + std::string(table.name) + ".csv");
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_TRUE(table.bytes == bytes) << table.name;
  }
}

TEST(EmbeddedCatalog, HasAHashOf64HexadecimalDigits) {
  EXPECT_EQ(embedded_catalog_hash().size(), 64u);
  EXPECT_EQ(embedded_catalog_hash().find_first_not_of("0123456789abcdef"), std::string_view::npos);
}

}  // namespace
}  // namespace windtunnel

// Data tables of the catalog and of users: CSV or CSV.gz with a header line, each cell with its position.
//
// A figure has a source, a date and a licence: they stand in leading lines "# source: ...", "# date: ...",
// "# licence: ..." (and any other "# key: value"). Units are in the column
// names (rtt_ms). A table or a figure that is not there is a problem with the nearest names, never a
// neighbour's data.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/hash.hpp"
#include "sim/config/position.hpp"

namespace windtunnel {

class Problems;

class Table {
 public:
  const std::string& name() const { return name_; }  // "catalog:gcp/rtt/2020-06-02" or the file's name
  const std::string& source() const { return source_; }
  const std::string& date() const { return date_; }
  const std::string& licence() const { return licence_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }  // every "# key: value"
  const Hash128& hash() const { return hash_; }                                     // of the unpacked bytes

  const std::vector<std::string>& columns() const { return columns_; }
  std::optional<std::size_t> column(std::string_view name) const;
  std::size_t rows() const { return columns_.empty() ? 0 : cells_.size() / columns_.size(); }
  const std::string& cell(std::size_t row, std::size_t column) const {
    return cells_[row * columns_.size() + column];
  }
  // Of the row's first character.
  Position where(std::size_t row) const;

  // Column `name` as numbers; a missing column, or a cell that is no number, is a problem at `at` or at the
  // cell.
  std::optional<std::vector<double>> numbers(std::string_view name, const Position& at, std::string_view path,
                                             Problems& problems) const;
  std::optional<std::vector<std::string>> texts(std::string_view name, const Position& at,
                                                std::string_view path, Problems& problems) const;
  std::optional<double> number(std::size_t row, std::size_t column) const;

  // Everything but the bytes it was read from (sim/base/archive.hpp).
  template <class Archive>
  void archive(Archive& a) {
    a(name_, source_, date_, licence_, metadata_, hash_, columns_, cells_, lines_, text_);
  }

  // Of a file that is no table (FileRef): all of it.
  const std::string& text() const { return text_; }

 private:
  friend struct TableReader;
  std::string text_;
  std::string name_, source_, date_, licence_;
  std::map<std::string, std::string> metadata_;
  Hash128 hash_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
  std::vector<std::int32_t> lines_;
  std::shared_ptr<const Source> file_;
};

// A table compiled into the program: plain or gzip bytes.
struct EmbeddedTable {
  std::string name;        // "gcp/rtt/2020-06-02", without ".csv" and ".gz"
  std::string_view bytes;  // have to outlive every catalog that holds them
};

// Where "catalog:NAME" comes from: the embedded tables, and over them a folder (--catalog DIR).
class TableSource {
 public:
  TableSource();
  void add(EmbeddedTable table);
  // Files DIR/NAME.csv or DIR/NAME.csv.gz stand before the embedded tables.
  void override_with(std::filesystem::path folder);
  // A table that stands for `name`, as a scenario writes it, whatever disk and catalog say: what a process
  // reads that got scenario and tables through a pipe.
  void give(std::string name, std::shared_ptr<const Table> table);
  // The one given for `name`, or nullptr.
  std::shared_ptr<const Table> given(const std::string& name) const;

  std::vector<std::string> names() const;
  // Nothing, and a problem at `at`, when there is no such table or it can not be read.
  std::shared_ptr<const Table> load(std::string_view name, const Position& at, std::string_view path,
                                    Problems& problems) const;

 private:
  // Tables that were read before: a study, or Python, reads the same ones again and again. Copies share it.
  struct Cache;
  std::map<std::string, EmbeddedTable> embedded_;
  std::map<std::string, std::shared_ptr<const Table>> given_;
  std::filesystem::path folder_;
  std::shared_ptr<Cache> cache_;
};

// A user's own file.
std::shared_ptr<const Table> load_table_file(const std::filesystem::path& file, const std::string& shown_name,
                                             const Position& at, std::string_view path, Problems& problems);
// A file that its model reads itself: no rows, but the same name, hash and limits.
std::shared_ptr<const Table> load_text_file(const std::filesystem::path& file, const std::string& shown_name,
                                            const Position& at, std::string_view path, Problems& problems);
// A text that its model reads itself, from memory.
std::shared_ptr<const Table> text_table(std::string text, const std::string& name);
// From memory, plain or gzip.
std::shared_ptr<const Table> read_table(std::string_view bytes, const std::string& name, const Position& at,
                                        std::string_view path, Problems& problems);

// A field that names a table: "catalog:gcp/rtt/2020-06-02", or "mine.csv" relative to the file that says so.
struct TableRef {
  std::string name;
  std::shared_ptr<const Table> table;

  explicit operator bool() const { return table != nullptr; }
  const Table* operator->() const { return table.get(); }
  const Table& operator*() const { return *table; }
};

// A field that names a file which its model reads itself, such as GraphML: relative to the file that says so.
struct FileRef : TableRef {};

}  // namespace windtunnel

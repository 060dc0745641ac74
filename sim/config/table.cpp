// CSV (RFC 4180: quotes, doubled quotes, line breaks inside quotes) with leading "# key: value" lines, gzip
// or plain.
#include "sim/config/table.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <mutex>

#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kUnpackedMax = std::size_t{256} << 20;
constexpr std::size_t kColumnsMax = 1000;

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

// Nothing when the bytes are no gzip, are cut short, or unpack to more than the limit.
std::optional<std::string> unpacked(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kGzip) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::string chunk(1 << 16, '\0');
  int state = Z_OK;
  while (state == Z_OK && out.size() <= kUnpackedMax) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(chunk, 0, chunk.size() - stream.avail_out);
    if (stream.avail_in == 0 && stream.avail_out != 0 && state == Z_OK) break;  // cut short
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || out.size() > kUnpackedMax) return std::nullopt;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

std::optional<double> as_number(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.starts_with('+')) cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::string> file_bytes(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  if (fs::file_size(file, error) > kUnpackedMax || error) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream.is_open() || stream.bad()) return std::nullopt;
  return bytes;
}

}  // namespace

// Fills a Table from its text, record by record.
struct TableReader {
  Table& table;
  std::string_view text;
  std::string_view path;
  Problems& problems;
  std::size_t at = 0;
  std::int32_t line = 1;

  Position here(std::int32_t at_line) const { return Position{table.file_, at_line, 1}; }

  void skip_line() {
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
    ++line;
  }

  void read_metadata() {
    if (text.starts_with("\xEF\xBB\xBF")) at = 3;
    while (at < text.size() && text[at] == '#') {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view comment = trimmed(text.substr(at + 1, end - at - 1));
      if (const auto colon = comment.find(':'); colon != std::string_view::npos)
        table.metadata_.emplace(trimmed(comment.substr(0, colon)), trimmed(comment.substr(colon + 1)));
      skip_line();
    }
    const auto take = [&](const char* key, std::string& into) {
      if (const auto found = table.metadata_.find(key); found != table.metadata_.end()) into = found->second;
    };
    take("source", table.source_);
    take("date", table.date_);
    take("licence", table.licence_);
  }

  // The cells of one record into `cells`; false when a quote stays open.
  bool read_record(std::vector<std::string>& cells) {
    while (true) {
      std::string cell;
      if (at < text.size() && text[at] == '"') {
        for (++at;; ++at) {
          if (at >= text.size()) return false;
          if (text[at] == '"') {
            ++at;
            if (at >= text.size() || text[at] != '"') break;
          }
          if (text[at] == '\n') ++line;
          cell += text[at];
        }
        while (at < text.size() && text[at] != ',' && text[at] != '\n') ++at;  // blanks behind the quote
      } else {
        const std::size_t end = std::min(text.find_first_of(",\n", at), text.size());
        cell = trimmed(text.substr(at, end - at));
        at = end;
      }
      cells.push_back(std::move(cell));
      if (at < text.size() && text[at] == ',') {
        ++at;
        continue;
      }
      if (at < text.size()) {
        ++at;
        ++line;
      }
      return true;
    }
  }

  bool fail(std::int32_t at_line, std::string found, std::string expected) {
    problems.add(here(at_line), code::kTableContent, std::string(path), std::move(found),
                 std::move(expected));
    return false;
  }

  bool read() {
    read_metadata();
    const std::int32_t header = line;
    if (at >= text.size()) return fail(header, "no header line", "a line with the names of the columns");
    if (!read_record(table.columns_)) return fail(header, "a quote that stays open", "a closing quote");
    if (table.columns_.size() > kColumnsMax)
      return fail(header, std::to_string(table.columns_.size()) + " columns",
                  "at most " + std::to_string(kColumnsMax));
    while (at < text.size()) {
      const std::int32_t row = line;
      if (text[at] == '\n' || text.substr(at).starts_with("\r\n")) {
        skip_line();
        continue;
      }
      const std::size_t before_size = table.cells_.size();
      if (!read_record(table.cells_)) return fail(row, "a quote that stays open", "a closing quote");
      const std::size_t found = table.cells_.size() - before_size;
      if (found != table.columns_.size())
        return fail(row, std::to_string(found) + (found == 1 ? " cell" : " cells"),
                    std::to_string(table.columns_.size()) + ", as many as the header has");
      table.lines_.push_back(row);
    }
    if (table.lines_.empty()) return fail(header, "no rows", "at least one row below the header");
    return true;
  }

  static std::shared_ptr<const Table> whole(std::string text, const std::string& name) {
    auto table = std::make_shared<Table>();
    table->name_ = name;
    table->hash_ = hash128(text);
    table->text_ = std::move(text);
    return table;
  }

  static std::shared_ptr<const Table> make(std::string_view text, const std::string& name,
                                           const std::string& file, std::string_view path,
                                           Problems& problems) {
    auto table = std::make_shared<Table>();
    table->name_ = name;
    table->hash_ = hash128(text);
    table->file_ = std::make_shared<const Source>(Source{Source::Kind::catalog, file, 1 << 19});
    TableReader reader{*table, text, path, problems};
    if (!reader.read()) return nullptr;
    return table;
  }
};

std::optional<std::size_t> Table::column(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i] == name) return i;
  return std::nullopt;
}

Position Table::where(std::size_t row) const { return Position{file_, lines_[row], 1}; }

std::optional<double> Table::number(std::size_t row, std::size_t column) const {
  return as_number(cell(row, column));
}

std::optional<std::vector<double>> Table::numbers(std::string_view name, const Position& at,
                                                  std::string_view path, Problems& problems) const {
  const std::optional<std::vector<std::string>> cells = texts(name, at, path, problems);
  if (!cells) return std::nullopt;
  std::vector<double> values;
  values.reserve(cells->size());
  for (std::size_t row = 0; row < cells->size(); ++row) {
    const std::optional<double> value = as_number((*cells)[row]);
    if (!value) {
      problems.add(where(row), code::kTableContent, std::string(path),
                   json_quoted((*cells)[row]) + " in column " + std::string(name), "a number");
      return std::nullopt;
    }
    values.push_back(*value);
  }
  return values;
}

std::optional<std::vector<std::string>> Table::texts(std::string_view name, const Position& at,
                                                     std::string_view path, Problems& problems) const {
  const std::optional<std::size_t> index = column(name);
  if (!index) {
    problems.add(Problem{at, std::string(code::kTableContent), std::string(path),
                         "no column " + std::string(name) + " in " + name_,
                         "the columns have " + one_of(columns_), nearest_name(name, columns_)});
    return std::nullopt;
  }
  std::vector<std::string> values;
  values.reserve(rows());
  for (std::size_t row = 0; row < rows(); ++row) values.push_back(cell(row, *index));
  return values;
}

std::shared_ptr<const Table> read_table(std::string_view bytes, const std::string& name, const Position& at,
                                        std::string_view path, Problems& problems) {
  if (!is_gzip(bytes)) return TableReader::make(bytes, name, name, path, problems);
  const std::optional<std::string> text = unpacked(bytes);
  if (!text) {
    problems.add(at, code::kTableContent, std::string(path),
                 json_quoted(name) + ", whose gzip can not be unpacked",
                 "a whole gzip file of at most 256 MiB unpacked");
    return nullptr;
  }
  return TableReader::make(*text, name, name, path, problems);
}

std::shared_ptr<const Table> text_table(std::string text, const std::string& name) {
  return TableReader::whole(std::move(text), name);
}

namespace {

// The bytes of a file, or a problem with the nearest name beside it that ends as one of `endings`.
std::optional<std::string> bytes_or_problem(const fs::path& file, const std::string& shown_name,
                                            const Position& at, std::string_view path,
                                            const std::vector<std::string>& endings, std::string expected,
                                            Problems& problems) {
  std::optional<std::string> bytes = file_bytes(file);
  if (bytes) return bytes;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator each(file.parent_path(), error), end;
       !error && each != end && names.size() < 500; each.increment(error)) {
    const std::string name = each->path().filename().string();
    for (const std::string& ending : endings)
      if (name.ends_with(ending)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  problems.add(Problem{at, std::string(code::kTable), std::string(path),
                       json_quoted(shown_name) + ", which is no file", std::move(expected),
                       nearest_name(file.filename().string(), names)});
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const Table> load_table_file(const fs::path& file, const std::string& shown_name,
                                             const Position& at, std::string_view path, Problems& problems) {
  const auto bytes =
      bytes_or_problem(file, shown_name, at, path, {".csv", ".csv.gz"},
                       "a CSV or CSV.gz file relative to this file, or catalog:NAME", problems);
  return bytes ? read_table(*bytes, shown_name, at, path, problems) : nullptr;
}

std::shared_ptr<const Table> load_text_file(const fs::path& file, const std::string& shown_name,
                                            const Position& at, std::string_view path, Problems& problems) {
  auto bytes = bytes_or_problem(file, shown_name, at, path, {file.extension().string()},
                                "a file relative to this file", problems);
  return bytes ? TableReader::whole(std::move(*bytes), shown_name) : nullptr;
}

struct TableSource::Cache {
  std::mutex mutex;
  std::map<std::string, std::pair<const char*, std::shared_ptr<const Table>>>
      tables;  // with the bytes it was read from
};

TableSource::TableSource() : cache_(std::make_shared<Cache>()) {}

void TableSource::add(EmbeddedTable table) {
  std::string name = table.name;
  embedded_.insert_or_assign(std::move(name), std::move(table));
}

void TableSource::override_with(fs::path folder) { folder_ = std::move(folder); }

void TableSource::give(std::string name, std::shared_ptr<const Table> table) {
  given_.insert_or_assign(std::move(name), std::move(table));
}

std::shared_ptr<const Table> TableSource::given(const std::string& name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? nullptr : found->second;
}

std::vector<std::string> TableSource::names() const {
  std::vector<std::string> names;
  for (const auto& each : embedded_) names.push_back(each.first);
  std::error_code error;
  if (!folder_.empty()) {
    for (fs::recursive_directory_iterator each(folder_, error), end; !error && each != end;
         each.increment(error)) {
      std::string name = fs::relative(each->path(), folder_, error).generic_string();
      for (const std::string_view ending : {".csv.gz", ".csv"}) {
        if (!name.ends_with(ending)) continue;
        names.push_back(name.substr(0, name.size() - ending.size()));
        break;
      }
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::shared_ptr<const Table> TableSource::load(std::string_view name, const Position& at,
                                               std::string_view path, Problems& problems) const {
  const std::string shown = "catalog:" + std::string(name);
  const bool plain = !name.empty() && name.find("..") == std::string_view::npos && name.front() != '/' &&
                     name.find('\0') == std::string_view::npos;
  if (!folder_.empty() && plain) {
    for (const char* ending : {".csv", ".csv.gz"}) {
      const fs::path file = folder_ / (std::string(name) + ending);
      if (const auto bytes = file_bytes(file)) return read_table(*bytes, shown, at, path, problems);
    }
  }
  if (const auto found = embedded_.find(std::string(name)); found != embedded_.end()) {
    const std::string_view bytes = found->second.bytes;
    {
      const std::lock_guard lock(cache_->mutex);
      const auto cached = cache_->tables.find(found->first);
      if (cached != cache_->tables.end() && cached->second.first == bytes.data())
        return cached->second.second;
    }
    auto table = read_table(bytes, shown, at, path, problems);
    const std::lock_guard lock(cache_->mutex);
    if (table != nullptr) cache_->tables.insert_or_assign(found->first, std::make_pair(bytes.data(), table));
    return table;
  }
  // Names are long and share their beginnings: those of the same provider and kind are what a person wants to
  // see.
  const std::vector<std::string> all = names();
  std::vector<std::string> near;
  for (const std::string& each : all)
    if (each.substr(0, each.rfind('/')) == name.substr(0, std::min(name.rfind('/'), name.size())))
      near.push_back(each);
  problems.add(Problem{at, std::string(code::kTable), std::string(path),
                       json_quoted(shown) + ", which is not in the catalog",
                       "a table of the catalog" + std::string(near.size() == 1 ? ": " : ", ") +
                           one_of(near.empty() ? all : near),
                       nearest_name(name, all)});
  return nullptr;
}

}  // namespace windtunnel

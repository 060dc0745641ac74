// Reading a folder of results: first what it is, then file by file.
#include "sim/report/results_folder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>

#include "sim/base/version.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/table.hpp"

namespace windtunnel {
namespace fs = std::filesystem;
namespace {

using Names = std::span<const std::string_view>;

// A run of a thousand classes and regions is large; a file beyond this is no summary of ours.
constexpr TreeLimits kLimits{.bytes_max = std::size_t{1} << 30, .depth_max = 64, .values_max = 50'000'000};
constexpr std::size_t kProblemsMax = 20;

constexpr std::string_view kRunSummary[] = {
    "windtunnel",   "title",    "scenario_hash", "engine", "seed",    "replications_wanted",
    "replications", "ended",    "requests",      "events", "verdict", "exit_code",
    "expectations", "time",     "tiers",         "bill",   "audits",  "failures",
    "fingerprints", "catalogs", "leaves_out",    "metrics"};
constexpr std::string_view kRunManifest[] = {"windtunnel", "scenario_file", "scenario_hash",
                                             "engine",     "seed",          "replications",
                                             "catalogs",   "scenario",      "made"};
constexpr std::string_view kStudySummary[] = {
    "windtunnel",   "title",         "study_hash",  "axes",          "points_of_study", "points_chosen",
    "points_flown", "points_failed", "interrupted", "out_of_budget", "points",          "comparisons"};
constexpr std::string_view kStudyManifest[] = {"windtunnel", "study_file", "study_hash", "sets",
                                               "points",     "study",      "base",       "made"};

struct TableShape {
  std::string_view name;
  Names columns;
  Names numbers;
};
constexpr std::string_view kTimeline[] = {"start_s",    "end_s",        "region",        "requests_per_s",
                                          "good_per_s", "failed_per_s", "latency_mean_s"};
constexpr std::string_view kTimelineNumbers[] = {"start_s",    "end_s",        "requests_per_s",
                                                 "good_per_s", "failed_per_s", "latency_mean_s"};
constexpr std::string_view kLatency[] = {"class", "region", "phase", "from_s", "to_s", "count"};
constexpr std::string_view kLatencyNumbers[] = {"from_s", "to_s", "count"};
constexpr std::string_view kLoad[] = {"time_s", "tier", "utilisation", "in_system"};
constexpr std::string_view kLoadNumbers[] = {"time_s", "utilisation", "in_system"};
constexpr std::string_view kStations[] = {
    "tier",        "replica",           "place", "visits", "waited", "served", "blocked", "left", "lost",
    "busy_core_s", "waiting_request_s", "up_s"};
constexpr std::string_view kStationsNumbers[] = {
    "visits", "waited", "served", "blocked", "left", "lost", "busy_core_s", "waiting_request_s", "up_s"};
constexpr TableShape kTables[] = {{"timeline", kTimeline, kTimelineNumbers},
                                  {"latency", kLatency, kLatencyNumbers},
                                  {"load", kLoad, kLoadNumbers},
                                  {"stations", kStations, kStationsNumbers}};

Position at_file(const std::string& file) {
  return Position{std::make_shared<const Source>(Source{.name = file}), 0, 0};
}

std::optional<std::string> bytes_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream.is_open() || stream.bad()) return std::nullopt;
  return bytes;
}

const Node* at(const Node& object, std::string_view key) {
  const Member* member = object.is_object() ? object.find(key) : nullptr;
  return member == nullptr ? nullptr : &member->value;
}

// As a program's version says it: major, minor, patch; nothing when it is none.
std::optional<std::array<int, 3>> parts_of(std::string_view version) {
  std::array<int, 3> parts{};
  const char* from = version.data();
  const char* const end = from + version.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [next, error] = std::from_chars(from, end, parts[i]);
    if (error != std::errc()) return std::nullopt;
    from = next;
    if (i + 1 < parts.size()) {
      if (from == end || *from != '.') return std::nullopt;
      ++from;
    }
  }
  return parts;
}

class Reader {
 public:
  Reader(const fs::path& folder, Problems& problems) : folder_(folder), problems_(problems) {}

  std::optional<ResultsFolder> read() {
    if (!is_results()) return std::nullopt;
    json("manifest.json", results_.manifest);
    json("summary.json", results_.summary);
    if (!problems_.empty()) return std::nullopt;
    const bool run = at(results_.manifest, "study_hash") == nullptr;
    results_.kind = run ? ResultsFolder::Kind::kRun : ResultsFolder::Kind::kStudy;
    if (!same_version()) return std::nullopt;
    has_keys("manifest.json", results_.manifest, run ? Names(kRunManifest) : Names(kStudyManifest));
    has_keys("summary.json", results_.summary, run ? Names(kRunSummary) : Names(kStudySummary));
    results_.answer = bytes_of(folder_ / "answer.txt").value_or("");
    if (run) {
      for (const TableShape& shape : kTables) table(shape);
      record();
      results_.space_time = bytes_of(folder_ / "space_time.svg").value_or("");
    }
    if (!problems_.empty()) return std::nullopt;
    const fs::path whole = fs::absolute(folder_).lexically_normal();
    const fs::path last = whole.has_filename() ? whole : whole.parent_path();
    results_.name = (last.parent_path().filename() / last.filename()).string();
    return std::move(results_);
  }

 private:
  std::string shown(std::string_view file) const { return (folder_ / file).string(); }

  bool is_results() {
    std::error_code error;
    const std::string name = folder_.string();
    const std::string expected =
        "a folder that `windtunnel run` or `windtunnel sweep` wrote: results/NAME/ID";
    if (!fs::exists(folder_, error)) {
      problems_.add(at_file(name), code::kFile, "", "nothing of that name", expected);
      return false;
    }
    if (!fs::is_directory(folder_, error)) {
      const bool scenario = folder_.extension() == ".json";
      problems_.add(at_file(name), code::kFile, "", scenario ? "a file; a scenario is flown first" : "a file",
                    expected);
      return false;
    }
    if (fs::path(name).extension() == ".partial") {
      problems_.add(at_file(name), code::kFile, "", "a folder that is still being written, or whose run died",
                    expected);
      return false;
    }
    if (fs::exists(folder_ / "manifest.json", error) || fs::exists(folder_ / "summary.json", error))
      return true;
    // One folder up stand the runs of a scenario: the last one is what was meant, most likely.
    std::vector<std::string> inside;
    for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error))
      if (fs::exists(entry->path() / "manifest.json", error)) inside.push_back(entry->path().string());
    std::sort(inside.begin(), inside.end());
    Problem problem{at_file(name),
                    std::string(code::kFile),
                    "",
                    inside.empty() ? "a folder without manifest.json and summary.json"
                                   : "a folder of " + std::to_string(inside.size()) +
                                         (inside.size() == 1 ? " result" : " results"),
                    expected,
                    inside.empty() ? "" : inside.back()};
    problems_.add(std::move(problem));
    return false;
  }

  void json(std::string_view file, Node& into) {
    const auto text = bytes_of(folder_ / file);
    if (!text) {
      problems_.add(at_file(shown(file)), code::kFile, "", "no such file, or one that can not be read",
                    "as a whole run leaves it");
      return;
    }
    const auto source = std::make_shared<const Source>(Source{.name = shown(file)});
    if (!parse_tree(*text, source, kLimits, into, problems_)) return;
    if (!into.is_object()) problems_.add(into.where, code::kWrongType, "", into.brief(), "an object");
  }

  // Results of a later version may mean something else by the same words.
  bool same_version() {
    const Node* said = at(results_.manifest, "windtunnel");
    if (said == nullptr || !said->is_string() || !parts_of(said->text())) {
      problems_.add(said == nullptr ? at_file(shown("manifest.json")) : said->where, code::kVersion,
                    "windtunnel", said == nullptr ? "nothing" : said->brief(),
                    "the version that wrote it, such as \"0.1.0\"");
      return false;
    }
    if (*parts_of(said->text()) <= *parts_of(version())) return true;
    problems_.add(said->where, code::kVersion, "windtunnel", said->text(),
                  "a version up to " + std::string(version()) + ", which this program is");
    return false;
  }

  void has_keys(std::string_view file, const Node& object, Names wanted) {
    const std::string by = at(results_.manifest, "windtunnel")->text();
    for (const std::string_view key : wanted)
      if (at(object, key) == nullptr)
        problems_.add(at_file(shown(file)), code::kMissing, std::string(key), "nothing",
                      "as windtunnel " + std::string(version()) + " writes it; this folder is of " + by);
  }

  void table(const TableShape& shape) {
    const std::string file = std::string(shape.name) + ".csv";
    const auto text = bytes_of(folder_ / file);
    if (!text) {
      problems_.add(at_file(shown(file)), code::kFile, "", "no such file, or one that can not be read",
                    "as a whole run leaves it");
      return;
    }
    if (auto columns = table_columns(*text, shown(file), shape.columns, shape.numbers, problems_))
      results_.tables.emplace(std::string(shape.name), std::move(*columns));
  }

  void record() {
    const auto text = bytes_of(folder_ / "record.jsonl");
    if (!text) return;
    const auto source = std::make_shared<const Source>(Source{.name = shown("record.jsonl")});
    Node head, events = Node::array();
    std::int32_t line = 0;
    for (std::size_t from = 0; from < text->size() && problems_.size() < kProblemsMax;) {
      const std::size_t end = std::min(text->find('\n', from), text->size());
      Node event;
      ++line;
      const std::size_t before = problems_.size();
      if (!parse_tree(std::string_view(*text).substr(from, end - from), source, kLimits, event, problems_) ||
          !event.is_object()) {
        if (problems_.size() == before)
          problems_.add(Position{source, line, 1}, code::kWrongType, "", event.brief(), "an object a line");
        return;
      }
      if (line == 1)
        head = std::move(event);
      else
        events.items().push_back(std::move(event));
      from = end + 1;
    }
    const Node* format = at(head, "record");
    if (format == nullptr || !format->is_integer() || format->as_integer() != 1) {
      problems_.add(Position{source, 1, 1}, code::kVersion, "record",
                    format == nullptr ? "nothing" : format->brief(), "1, the format of records");
      return;
    }
    results_.record = Node::object();
    results_.record.add("head", std::move(head));
    results_.record.add("events", std::move(events));
  }

  fs::path folder_;
  Problems& problems_;
  ResultsFolder results_;
};

// A cell as a number that reads back to the same bits, or nothing.
std::optional<Node> number_of(const std::string& cell) {
  std::int64_t whole = 0;
  const char* const end = cell.data() + cell.size();
  if (const auto [next, error] = std::from_chars(cell.data(), end, whole);
      error == std::errc() && next == end)
    return Node::integer(whole);
  double value = 0;
  const auto [next, error] = std::from_chars(cell.data(), end, value);
  if (error != std::errc() || next != end || !std::isfinite(value)) return std::nullopt;
  return Node::number(value);
}

}  // namespace

std::optional<Node> table_columns(std::string_view text, const std::string& file, Names wanted, Names numeric,
                                  Problems& problems) {
  const Position where = at_file(file);
  // A table without rows has said its columns and nothing else: of a run in which nothing came back.
  const std::size_t line = text.find('\n');
  const bool bare = line != std::string_view::npos && line + 1 >= text.size();
  const std::string padded =
      bare ? std::string(text) +
                 std::string(static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')), ',') + "\n"
           : std::string();
  const auto table = read_table(bare ? std::string_view(padded) : text, file, where, "", problems);
  if (table == nullptr) return std::nullopt;
  bool whole = true;
  for (const std::string_view name : wanted)
    if (!table->column(name)) {
      problems.add(Position{where.source, 1, 1}, code::kTableContent, std::string(name), "no such column",
                   "the columns of docs/results.md");
      whole = false;
    }
  Node columns = Node::object();
  for (std::size_t column = 0; column < table->columns().size(); ++column) {
    const std::string& name = table->columns()[column];
    const bool number = std::find(numeric.begin(), numeric.end(), name) != numeric.end();
    Node& cells = columns.add(name, Node::array());
    for (std::size_t row = 0; row < table->rows() && !bare; ++row) {
      const std::string& cell = table->cell(row, column);
      std::optional<Node> value = cell.empty() ? Node::null() : number ? number_of(cell) : Node::string(cell);
      if (!value) {
        Position there = table->where(row);
        problems.add(Position{where.source, there.line, 1}, code::kTableContent, name, cell, "a number");
        whole = false;
        if (problems.size() >= kProblemsMax) return std::nullopt;
        value = Node::null();
      }
      cells.items().push_back(std::move(*value));
    }
  }
  if (!whole) return std::nullopt;
  return columns;
}

std::optional<ResultsFolder> read_results(const fs::path& folder, Problems& problems) {
  return Reader(folder, problems).read();
}

}  // namespace windtunnel

// Finding the counterpart, and planning it.
#include "sim/gate/other_side.hpp"

#include <utility>

#include "sim/base/file_text.hpp"
#include "sim/base/version.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

fs::path whole(const fs::path& path) {
  std::error_code error;
  const fs::path made = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : made;
}

std::shared_ptr<const Loaded> plan(const std::string& file, const std::vector<std::string>& sets,
                                   const Catalog& catalog, Problems& problems) {
  auto loaded = load_scenario(file, sets, catalog, problems);
  return loaded ? std::make_shared<const Loaded>(std::move(*loaded)) : nullptr;
}

// The catalog with the price lists of `now` for whoever names them: a team's own list is a catalog too.
Catalog with_prices_of(const Catalog& catalog, const Loaded& now) {
  Catalog made = catalog;
  if (!now.scenario.costs) return made;
  for (const TableRef* list : {&now.scenario.costs->instances, &now.scenario.costs->traffic})
    if (*list && !list->name.starts_with("catalog:")) made.tables().give(list->name, list->table);
  return made;
}

}  // namespace

std::unique_ptr<OtherSide> OtherSide::open(const std::string& against, const std::vector<std::string>& files,
                                           std::string& problem) {
  auto side = std::make_unique<OtherSide>();
  side->name_ = against;
  std::error_code ignored;
  if (fs::is_directory(against, ignored)) {
    side->folder_ = against;
  } else if (fs::exists(against, ignored)) {
    if (files.size() > 1) {
      problem = against + " is one file, and " + std::to_string(files.size()) +
                " are held against it; name a folder that has them, or a commit";
      return nullptr;
    }
    side->file_ = against;
  } else {
    side->tree_ = GitTree::check_out(fs::path(files.front()).parent_path(), against, problem);
    if (side->tree_ == nullptr) return nullptr;
    side->name_ = against + " (" + side->tree_->commit().substr(0, 7) + ")";
  }
  return side;
}

std::optional<fs::path> OtherSide::place_of(const std::string& path) const {
  std::error_code ignored;
  const auto there = [&](const fs::path& place) { return fs::exists(place, ignored); };
  if (!file_.empty()) return file_;
  if (tree_ != nullptr) {
    const fs::path relative = whole(path).lexically_relative(whole(tree_->repository()));
    if (relative.empty() || *relative.begin() == "..") return std::nullopt;
    const fs::path place = tree_->folder() / relative;
    return there(place) ? std::optional(place) : std::nullopt;
  }
  if (fs::path(path).is_relative() && there(folder_ / path)) return folder_ / path;
  if (there(folder_ / fs::path(path).filename())) return folder_ / fs::path(path).filename();
  return std::nullopt;
}

std::optional<fs::path> OtherSide::baseline_of(const std::string& file) const {
  std::error_code ignored;
  if (file_.extension() == kBaselineEnding) return file_;
  if (folder_.empty()) return std::nullopt;
  fs::path name(file);
  name.replace_extension(kBaselineEnding);
  for (const fs::path& place : {name.is_relative() ? folder_ / name : fs::path(), folder_ / name.filename()})
    if (!place.empty() && fs::is_regular_file(place, ignored)) return place;
  return std::nullopt;
}

// The design that a baseline keeps, planned today, and what is not today what it was then.
void OtherSide::read_kept(CheckedFile& file, const fs::path& place, const Catalog& catalog) {
  std::string problem;
  std::optional<Baseline> kept = read_baseline(text_of_file(place).value_or(""), problem);
  if (!kept) {
    file.held = Held::kUnread;
    file.note = place.generic_string() + " is no baseline: " + problem;
    return;
  }
  Catalog with_tables = catalog;
  for (const auto& table : file.now->tables)
    if (!table->name().starts_with("catalog:")) with_tables.tables().give(table->name(), table);
  Problems problems;
  const std::string seed = "run.seed=" + std::to_string(file.now->scenario.run.seed);
  auto loaded = load_scenario_text(kept->design, file.file, {seed}, with_tables, problems);
  file.held = Held::kUnread;
  if (loaded) {
    file.was = file.was_under_catalog = std::make_shared<const Loaded>(std::move(*loaded));
    file.held = Held::kChanged;
  }
  const Loaded& planned = loaded ? *file.was : *file.now;
  if (kept->version != version() || kept->results_version != kResultsVersion)
    file.engine.push_back("version " + kept->version + " (results " + std::to_string(kept->results_version) +
                          ") -> " + std::string(version()) + " (results " + std::to_string(kResultsVersion) +
                          ")");
  for (const CodeHash& code : planned.code)
    for (const CodeHash& old : kept->code)
      if (old.name == code.name && old.hash != code.hash)
        file.engine.push_back("plug-in " + code.name + " " + old.hash.substr(0, 8) + " -> " +
                              code.hash.substr(0, 8));
  for (const Baseline::KeptTable& table : kept_tables(planned))
    for (const Baseline::KeptTable& old : kept->tables)
      if (old.name == table.name && !(old == table))
        file.catalog.push_back({table.name, "as a whole", "date and content",
                                old.date + " " + old.hash.substr(0, 8),
                                table.date + " " + table.hash.substr(0, 8)});
  if (!loaded) {
    const Problem first = problems.sorted().front();
    file.note = "its baseline's design can not be planned today (" + first.path + ": found " + first.found +
                ", expected " + first.expected + "), so only its figures are compared, unpaired";
  } else if (!file.engine.empty() || !file.catalog.empty()) {
    file.note = std::string("its baseline is of another ") +
                (file.engine.empty()    ? "catalog"
                 : file.catalog.empty() ? "version"
                                        : "version and catalog") +
                ": what those changed is compared unpaired";
  }
  file.baseline = std::make_shared<const Baseline>(std::move(*kept));
}

std::string OtherSide::told(std::string text) const {
  if (tree_ == nullptr) return text;
  const std::string folder = tree_->folder().string() + "/", shown = name_ + ":";
  for (std::size_t at = 0; (at = text.find(folder, at)) != std::string::npos; at += shown.size())
    text.replace(at, folder.size(), shown);
  return text;
}

void OtherSide::read(CheckedFile& file, const std::vector<std::string>& sets, const Catalog& old_catalog,
                     const Catalog& catalog) const {
  if (const auto kept = baseline_of(file.file)) return read_kept(file, *kept, catalog);
  const std::optional<fs::path> place = place_of(file.file);
  std::error_code ignored;
  // A folder of baselines may be the folder of the scenarios: a file says nothing against itself.
  if (!place || fs::equivalent(*place, file.file, ignored)) {
    file.held = Held::kNew;
    return;
  }
  Problems problems;
  std::vector<std::string> all = sets;
  file.was = plan(place->string(), all, old_catalog, problems);
  const std::int64_t seed = file.now->scenario.run.seed;
  if (file.was != nullptr && file.was->scenario.run.seed != seed) {
    // The same luck for both.
    all.push_back("run.seed=" + std::to_string(seed));
    file.was = plan(place->string(), all, old_catalog, problems);
  }
  if (file.was == nullptr) {
    file.held = Held::kUnread;
    const std::vector<Problem> list = problems.sorted();
    if (!list.empty())
      file.note = told("this version can not read it as it was: " + list.front().where.text() + " " +
                       list.front().code + " " + list.front().path + ": found " + list.front().found +
                       ", expected " + list.front().expected);
    return;
  }
  Problems unplanned;
  file.was_under_catalog = plan(place->string(), all, with_prices_of(catalog, *file.now), unplanned);
}

}  // namespace windtunnel

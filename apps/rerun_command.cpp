// `windtunnel rerun RUN|FIGURE`: what a folder or a picture holds is flown again and compared.
//
// A run's folder has all that made it in its manifest, so a scenario that has been edited since does no harm:
// what is flown is what was flown. A picture has it in its metadata; drawing it again takes the Python
// package.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "apps/made.hpp"
#include "apps/python_commands.hpp"
#include "apps/session.hpp"
#include "sim/base/file_text.hpp"
#include "sim/base/version.hpp"
#include "sim/study/study_summary.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

std::optional<Node> tree_in(const std::string& text) {
  Problems problems;
  Node root;
  TreeLimits limits;  // ours, of a study of any size
  limits.bytes_max = std::size_t{1} << 32, limits.values_max = std::size_t{1} << 30;
  if (!parse_tree(text, nullptr, limits, root, problems) || !root.is_object()) return std::nullopt;
  return root;
}

std::optional<Node> tree_of(const fs::path& file) {
  const auto text = text_of_file(file);
  return text ? tree_in(*text) : std::nullopt;
}

std::string text_at(const Node& node, std::string_view key) {
  const Member* member = node.find(key);
  return member != nullptr ? member->value.text() : "";
}

// ---- what differs

// An item of a list by what it is about, where it says so: "latency_p99 during", else its number.
std::string item_name(const Node& item, std::size_t index) {
  for (const char* key : {"metric", "name", "part", "tier"})
    if (item.is_object() && item.find(key) != nullptr && item.find(key)->value.is_string()) {
      std::string name = item.find(key)->value.text();
      for (const char* more : {"phase", "class", "region", "tier", "fault", "side"})
        if (more != std::string_view(key) && item.find(more) != nullptr && item.find(more)->value.is_string())
          name += " " + item.find(more)->value.text();
      return name;
    }
  return std::to_string(index);
}

// How much was done before somebody or something stopped it is no figure.
bool is_figure(std::string_view key) {
  static constexpr std::string_view kNone[] = {"ended",         "replications_wanted", "interrupted",
                                               "out_of_budget", "windtunnel",          "exit_code"};
  return std::find(std::begin(kNone), std::end(kNone), key) == std::end(kNone);
}

void walk(const Node* then, const Node* now, const std::string& path, std::vector<std::string>& found) {
  if (then != nullptr && now != nullptr && then->is_object() && now->is_object()) {
    const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
    for (const Member& member : then->members()) {
      if (path.empty() && !is_figure(member.key)) continue;
      const Member* other = now->find(member.key);
      walk(&member.value, other != nullptr ? &other->value : nullptr, below(member.key), found);
    }
    for (const Member& member : now->members())
      if (then->find(member.key) == nullptr) walk(nullptr, &member.value, below(member.key), found);
    return;
  }
  if (then != nullptr && now != nullptr && then->is_array() && now->is_array()) {
    const std::size_t most = std::max(then->items().size(), now->items().size());
    for (std::size_t i = 0; i < most; ++i) {
      const Node* a = i < then->items().size() ? &then->items()[i] : nullptr;
      const Node* b = i < now->items().size() ? &now->items()[i] : nullptr;
      walk(a, b, fmt::format("{}[{}]", path, item_name(a != nullptr ? *a : *b, i)), found);
    }
    return;
  }
  const std::string a = then != nullptr ? then->to_json() : "absent",
                    b = now != nullptr ? now->to_json() : "absent";
  if (a != b) found.push_back(fmt::format("{}: {} then, {} now", path, a.substr(0, 60), b.substr(0, 60)));
}

int tell(const fs::path& folder, const Node& manifest, const std::string& hash_then,
         const std::string& hash_now, const std::string& now) {
  constexpr std::size_t kShown = 10;
  const auto kept_text = text_of_file(folder / "summary.json");
  const auto kept = tree_of(folder / "summary.json"), made_now = tree_in(now);
  if (!kept_text || !kept || !made_now) {
    fmt::print(stderr, "windtunnel: {}: summary.json could not be read\n", folder.string());
    return exit_codes::kCouldNotRun;
  }
  std::vector<std::string> found;
  walk(&*kept, &*made_now, "", found);
  if (*kept_text == now + "\n")
    fmt::print("{}: the same, to the byte\n", folder.string());
  else if (found.empty())
    fmt::print("{}: the same in every figure\n", folder.string());
  else
    fmt::print("{}: {} differences\n", folder.string(), found.size());
  if (const Member* made = manifest.find("made"))
    fmt::print("  made by  {}\n", text_at(made->value, "command"));
  if (const std::string then = text_at(manifest, "windtunnel"); then != version())
    fmt::print("  note     it is windtunnel {}'s, this is {}\n", then, version());
  if (hash_then != hash_now)
    fmt::print("  note     what was flown is not what it was: hash {} then, {} now\n", hash_then.substr(0, 8),
               hash_now.substr(0, 8));
  for (std::size_t i = 0; i < found.size() && i < kShown; ++i) fmt::print("  {}\n", found[i]);
  if (found.size() > kShown) fmt::print("  and {} more\n", found.size() - kShown);
  return found.empty() ? exit_codes::kFine : exit_codes::kExpectationFailed;
}

int refused(const Problems& problems, const std::string& file) {
  fmt::print(stderr, "{}", problems.text(file));
  return exit_codes::kWrongInput;
}

// ---- runs

int rerun_run(const Catalog& catalog, const RerunOptions& options, const Node& manifest) {
  const std::string file = text_at(manifest, "scenario_file");
  Problems problems;
  const auto loaded =
      load_scenario_text(manifest.find("scenario")->value.to_json(), file, {}, catalog, problems);
  if (!loaded) return refused(problems, file);
  StudyOptions study;
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  study.progress = progress_printer(options.quiet);
  const Member* seed = manifest.find("seed");
  const Member* replications = manifest.find("replications");
  if (seed == nullptr || replications == nullptr || replications->value.items().empty()) {
    fmt::print(stderr, "windtunnel: {}: its manifest names no seed, or no replication\n", options.what);
    return exit_codes::kWrongInput;
  }
  const std::int64_t luck = seed->value.as_integer();
  const auto count = static_cast<std::int64_t>(replications->value.items().size());
  const Campaign campaign = fly(loaded->flight, luck, count, study);
  end_progress(options.quiet);
  if (campaign.interrupted) return exit_codes::kInterrupted;
  const Answer answer = make_answer(loaded->scenario, loaded->flight, campaign);
  return tell(options.what, manifest, text_at(manifest, "scenario_hash"), loaded->hash,
              summary(*loaded, answer, luck).to_pretty_json());
}

// ---- studies

// The study as it was flown: with the base as it was after every --set.
std::string study_text_of(const Node& manifest) {
  Node study = manifest.find("study")->value;
  study.erase("base");
  study.add("base", manifest.find("base")->value);
  return study.to_json();
}

// The replications that were asked for on the command line, which stand in no other place.
std::optional<std::int64_t> replications_asked(const Node& manifest) {
  const Member* made = manifest.find("made");
  std::istringstream words(made != nullptr ? text_at(made->value, "command") : "");
  std::int64_t count = 0;
  for (std::string word; words >> word;)
    if (word == "--replications" && words >> count) return count;
  return std::nullopt;
}

int rerun_study(const Catalog& catalog, const RerunOptions& options, const Node& manifest) {
  const std::string file = text_at(manifest, "study_file");
  Problems problems;
  const auto plan =
      load_study(Document::from_text(study_text_of(manifest), file, problems), {}, problems, catalog);
  if (!plan) return refused(problems, file);
  StudyRunOptions study;
  study.jobs = options.jobs;
  study.stop = &stop_on_signals();
  study.progress = study_progress_printer(options.quiet);
  study.replications = replications_asked(manifest);
  for (const Node& point : manifest.find("points")->value.items()) {
    const Member* number = point.find("point");
    const auto place = number != nullptr ? static_cast<std::size_t>(number->value.as_integer()) : SIZE_MAX;
    if (place >= plan->points.size()) {
      fmt::print(stderr, "windtunnel: {}: its manifest has a point that the study has not\n", options.what);
      return exit_codes::kWrongInput;
    }
    study.points.push_back(place);
  }
  const StudyOutcome outcome = fly_study(*plan, catalog, study);
  end_progress(options.quiet);
  if (outcome.interrupted) return exit_codes::kInterrupted;
  return tell(options.what, manifest, text_at(manifest, "study_hash"), study_hash(*plan, outcome),
              study_summary(*plan, outcome, findings_of(*plan, outcome)));
}

std::vector<std::string> figure_words(const RerunOptions& options) {
  std::vector<std::string> words = {"rerun", options.what};
  if (options.jobs > 0) words.insert(words.end(), {"--jobs", std::to_string(options.jobs)});
  if (!options.save.empty()) words.insert(words.end(), {"--save", options.save});
  if (options.quiet) words.emplace_back("--quiet");
  return words;
}

}  // namespace

int rerun_command(const CommonOptions& common, const RerunOptions& options) {
  const fs::path what(options.what);
  std::error_code error;
  if (!fs::exists(what, error)) {
    fmt::print(stderr, "windtunnel: {}: it is not there\n", options.what);
    return exit_codes::kCouldNotRun;
  }
  if (!fs::is_directory(what, error)) return become_python("drawing a figure again", figure_words(options));
  const auto manifest = tree_of(what / "manifest.json");
  const bool of_run = manifest && manifest->find("scenario") != nullptr;
  const bool of_study = manifest && manifest->find("study") != nullptr && manifest->find("base") != nullptr &&
                        manifest->find("points") != nullptr;
  if (!of_run && !of_study) {
    fmt::print(stderr,
               "windtunnel: {}: no folder of a run or a study: its manifest.json is missing or foreign\n",
               options.what);
    return exit_codes::kWrongInput;
  }
  const Catalog catalog = catalog_of(common);
  return of_run ? rerun_run(catalog, options, *manifest) : rerun_study(catalog, options, *manifest);
}

}  // namespace windtunnel

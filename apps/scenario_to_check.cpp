// Saying what a file is that is no scenario.
#include "apps/scenario_to_check.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "apps/made.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// A scenario is an object; of lists there are only histories.
bool begins_a_list(const std::string& file) {
  std::ifstream stream(file);
  char first = 0;
  stream >> first;  // without the blanks before it
  return first == '[';
}

// What stands in a file that is no scenario, as far as a person can be helped by knowing.
std::string no_scenario(const std::string& file, const Document* document) {
  const std::string name = fs::path(file).filename().string();
  const std::string judge =
      fmt::format("{} is no scenario; a history of operations is judged by: windtunnel judge {}", file,
                  shell_quoted(file));
  if (name.ends_with(".edn") || name.ends_with(".csv")) return judge;
  if (document == nullptr) return begins_a_list(file) ? judge : "";
  if (is_study(*document))
    return fmt::format("{} is a study of many points: windtunnel sweep {}", file, shell_quoted(file));
  return "";
}

}  // namespace

std::shared_ptr<const Loaded> read_scenario_to_check(const std::string& file,
                                                     const std::vector<std::string>& sets,
                                                     const Catalog& catalog) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) {
    fmt::print(stderr, "windtunnel: {0} is a folder; name its scenarios: {0}/*.json\n", file);
    return nullptr;
  }
  std::string other = no_scenario(file, nullptr);
  Problems problems;
  if (other.empty()) {
    Document document = Document::load(file, problems);
    other = no_scenario(file, &document);
    if (other.empty()) {
      for (const std::string& set : sets) document.set_from_argument(set, problems);
      if (auto loaded = load_document(std::move(document), catalog, problems))
        return std::make_shared<const Loaded>(std::move(*loaded));
    }
  }
  if (other.empty())
    fmt::print(stderr, "{}", problems.text(file));
  else
    fmt::print(stderr, "windtunnel: {}\n", other);
  return nullptr;
}

}  // namespace windtunnel

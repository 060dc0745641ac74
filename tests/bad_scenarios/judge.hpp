// The driver of the bad scenarios: each *.json of a folder earns exactly the text in the *.txt beside it.
//
// The texts are what users read, so they are reviewed as a diff: WINDTUNNEL_REWRITE=1 in the environment
// writes them anew. A file NAME.set beside NAME.json holds settings, one PATH=VALUE a line, applied before
// reading.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {

inline std::string file_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// The bad scenarios of `folder`, relative to the root of the repository, sorted. Those whose name begins with
// "part" are only there to be extended.
inline std::vector<std::string> bad_scenarios(const std::string& folder) {
  std::filesystem::current_path(WINDTUNNEL_ROOT);
  std::vector<std::string> files;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    const std::string name = each.path().filename().string();
    if (name.ends_with(".json") && !name.starts_with("part")) files.push_back(folder + "/" + name);
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Loads, applies the settings, asks `read` for all else, and answers the text.
inline std::string judged(const std::string& file,
                          const std::function<void(const Document&, Problems&)>& read) {
  Problems problems;
  Document document = Document::load(file, problems);
  std::ifstream settings(std::filesystem::path(file).replace_extension(".set"));
  for (std::string line; std::getline(settings, line);) document.set_from_argument(line, problems);
  if (problems.empty()) read(document, problems);
  return problems.empty() ? "" : problems.text(file);
}

inline void expect_text(const std::string& file, const std::string& text) {
  const std::string expected_file = std::filesystem::path(file).replace_extension(".txt").string();
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(expected_file, std::ios::binary) << text;
  EXPECT_FALSE(text.empty()) << file << " is no bad scenario: it reads without a problem";
  EXPECT_EQ(text, file_text(expected_file))
      << file << ": WINDTUNNEL_REWRITE=1 writes the text anew, for review";
}

}  // namespace windtunnel

// `windtunnel migrate`: files of an older version of the format, rewritten in their place.
//
// Each file is read whole, and replaced in one step or not at all; one that is of the present version is not
// touched. A wrong file stops none of the others.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/commands.hpp"
#include "sim/base/layout.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/migrate.hpp"
#include "sim/config/tree.hpp"
#include "sim/record/synced_file.hpp"

namespace windtunnel {
namespace {

std::optional<std::string> bytes_of(const std::string& file, Problems& problems) {
  std::error_code error;
  if (std::filesystem::is_regular_file(file, error)) {  // reading a folder throws
    std::ifstream stream(file, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (stream.is_open() && !stream.bad()) return bytes;
  }
  problems.add(Position{std::make_shared<const Source>(Source{Source::Kind::file, file, 0}), 0, 0},
               code::kFile, "", json_quoted(file) + ", which is no file that can be read",
               "the name of a file that is there");
  return std::nullopt;
}

void tell(const std::string& file, const Migrated& done) {
  if (done.from == done.to) {
    fmt::print("{}: of version {}, the present one\n", file, done.to);
    return;
  }
  fmt::print("{}: version {} -> {}\n", file, done.from, done.to);
  for (const std::string_view change : done.changes)
    for (const std::string& line : wrapped("  ", 2, std::string(change), 4)) fmt::print("{}\n", line);
}

}  // namespace

int migrate_command(const std::vector<std::string>& files) {
  bool wrong = false;
  bool unwritable = false;
  for (const std::string& file : files) {
    Problems problems;
    const auto bytes = bytes_of(file, problems);
    const auto done = bytes ? migrated(*bytes, file, migration_steps(), problems) : std::nullopt;
    if (!done) {
      fmt::print(stderr, "{}", problems.text(file));
      wrong = true;
      continue;
    }
    std::string problem;
    if (done->text != *bytes && !replace_synced(file, done->text, problem)) {
      fmt::print(stderr, "windtunnel: could not be rewritten: {}\n", problem);
      unwritable = true;
      continue;
    }
    tell(file, *done);
  }
  return unwritable ? exit_codes::kCouldNotRun : wrong ? exit_codes::kWrongInput : exit_codes::kFine;
}

}  // namespace windtunnel

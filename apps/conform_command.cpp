// `windtunnel conform`: whether the models of a plug-in keep their kind's promises.
#include <fmt/core.h>

#include <filesystem>

#include "apps/conform.hpp"
#include "apps/made.hpp"
#include "apps/session.hpp"
#include "models/plugins/conformance.hpp"
#include "sim/base/text.hpp"
#include "sim/config/nearest.hpp"
#include "sim/machine/shrink_steps.hpp"

namespace windtunnel {
namespace {

void print_finding(const ConformanceFinding& model, const std::string& again) {
  const Finding& finding = model.finding;
  fmt::print("{} {}: broken: {}\n", model.kind, model.name, finding.property);
  for (const std::string& line : lines_of(finding.what)) fmt::print("  {}\n", line);
  if (!finding.story.empty()) fmt::print("\n  the shortest schedule found, of seed {}:\n", finding.seed);
  for (const std::string& line : finding.story) fmt::print("    {}\n", line);
  fmt::print("\nAgain with   {}\n", again);
}

// "FILE:NAME" apart; a file that has such a name goes first.
std::pair<std::string, std::string> file_and_name(const std::string& given) {
  std::error_code error;
  const std::size_t colon = given.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(given, error)) return {given, ""};
  return {given.substr(0, colon), given.substr(colon + 1)};
}

std::string again_line(const std::string& file, const ConformanceFinding& model,
                       const ConformOptions& options) {
  std::string line = "windtunnel conform " + shell_quoted(file + ":" + model.name);
  for (const std::string& set : options.sets) line += " --set " + shell_quoted(set);
  if (options.members != ConformOptions().members) line += " --members " + std::to_string(options.members);
  return line + " --seed " + std::to_string(model.finding.seed) + " --schedules 1";
}

int no_such_model(const std::string& file, const std::string& name, const Plugin& plugin) {
  std::vector<std::string> names;
  for (const std::string& kind : plugin.models->kinds())
    for (const auto& entry : plugin.models->entries_of(kind)) names.push_back(entry->name);
  const std::string near = nearest_name(name, names);
  fmt::print(stderr, "windtunnel: {} brings no model \"{}\"{}\n", file, name,
             near.empty() ? "; it brings " + list_of(names) : "; did you mean " + near + "?");
  return exit_codes::kWrongInput;
}

}  // namespace

int conform_command(const CommonOptions& common, const ConformOptions& options) {
  const auto [file, name] = file_and_name(options.model);
  CommonOptions with = common;
  with.plugins.push_back(file);
  const Catalog catalog = whole_catalog_of(with);
  const Plugin& plugin = *catalog.plugins().there().back();
  Problems problems;
  const JudgeOptions asked{
      {static_cast<std::uint64_t>(options.seed), static_cast<std::uint64_t>(options.schedules)},
      options.sets,
      options.members};
  const std::vector<ConformanceFinding> findings = judge(plugin, name, catalog, asked, problems);
  if (!problems.empty()) {
    fmt::print(stderr, "{}", problems.text(options.model));
    return exit_codes::kWrongInput;
  }
  if (findings.empty()) return no_such_model(file, name, plugin);
  int code = exit_codes::kFine;
  for (const ConformanceFinding& model : findings) {
    if (!model.not_tried.empty()) {
      fmt::print("{} {}: not tried: {}\n", model.kind, model.name, model.not_tried);
    } else if (!model.finding.empty()) {
      print_finding(model, again_line(file, model, options));
      code = exit_codes::kExpectationFailed;
    } else {
      fmt::print("{} {}: keeps its promises in {} schedules\n", model.kind, model.name,
                 grouped(options.schedules));
      for (const Promised& each : promises_of(model.kind))
        fmt::print("  {:34}{}\n", each.property, each.meaning);
    }
  }
  return code;
}

}  // namespace windtunnel

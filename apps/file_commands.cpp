// `windtunnel validate` and `resolve`: scenarios as files.
#include <fmt/core.h>

#include <cstdio>

#include "apps/session.hpp"
#include "sim/config/write.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {

int validate_command(const CommonOptions& common, const std::vector<std::string>& files) {
  const Catalog catalog = catalog_of(common);
  int code = exit_codes::kFine;
  std::string told;  // printed at the end: a plug-in in Python starts the command over
  for (const std::string& file : files) {
    Problems problems;
    Document document = Document::load(file, problems);
    std::string found = "fine";
    if (is_study(document)) {
      if (const auto plan = load_study(std::move(document), {}, problems, catalog)) {
        sketch_points(*plan, catalog, LookAt::kAll, true, problems);
        found = fmt::format("fine, {} points", plan->points.size());
      }
    } else {
      load_document(std::move(document), catalog, problems);
    }
    if (problems.empty()) {
      told += fmt::format("{}: {}\n", file, found);
    } else {
      told += problems.text(file);
      code = exit_codes::kWrongInput;
    }
  }
  fmt::print("{}", told);
  return code;
}

namespace {

void print_resolved(const Node& node, bool json) {
  fmt::print("{}\n", json ? node.to_pretty_json() : annotated_json(node));
}

int refused(const Problems& problems, const std::string& file) {
  fmt::print(stderr, "{}", problems.text(file));
  return exit_codes::kWrongInput;
}

int resolve_loaded(const Loaded& loaded, bool json) {
  print_resolved(resolved(loaded.document, loaded.scenario), json);
  if (json) return exit_codes::kFine;
  fmt::print("// hash {}\n", loaded.hash);
  for (const auto& table : loaded.tables)
    fmt::print("// {}: {}, {}, {}\n", table->name(), table->date(), table->licence(), table->source());
  return exit_codes::kFine;
}

// A study as it stands, or the one point that is chosen, as a scenario.
int resolve_study(Document document, const Catalog& catalog, const ResolveOptions& options) {
  Problems problems;
  const auto plan = load_study(std::move(document), options.sets, problems, catalog);
  if (!plan) return refused(problems, options.file);
  if (options.points.empty()) {
    print_resolved(resolved(plan->document, plan->fields), options.json);
    return exit_codes::kFine;
  }
  std::string why;
  const auto points = select_points(*plan, options.points, why);
  if (points && points->size() > 1)
    why = fmt::format("{} points are {}; name one, such as \"{}\"", points->size(), options.points,
                      plan->name_of(plan->points[points->front()]));
  if (!why.empty()) {
    fmt::print(stderr, "windtunnel: --points: {}\n", why);
    return exit_codes::kWrongInput;
  }
  const auto loaded = open_point(*plan, plan->points[points->front()], catalog, problems, problems);
  return loaded ? resolve_loaded(*loaded, options.json) : refused(problems, options.file);
}

}  // namespace

int resolve_command(const CommonOptions& common, const ResolveOptions& options) {
  const Catalog catalog = catalog_of(common);
  Problems problems;
  Document document = Document::load(options.file, problems);
  if (problems.empty() && is_study(document)) return resolve_study(std::move(document), catalog, options);
  if (!options.points.empty()) {
    fmt::print(stderr, "windtunnel: --points: {} is no study\n", options.file);
    return exit_codes::kWrongInput;
  }
  for (const std::string& set : options.sets) document.set_from_argument(set, problems);
  const auto loaded = load_document(std::move(document), catalog, problems);
  return loaded ? resolve_loaded(*loaded, options.json) : refused(problems, options.file);
}

}  // namespace windtunnel

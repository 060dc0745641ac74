// `windtunnel validate`, `resolve` and `new`: scenarios as files.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "apps/session.hpp"
#include "sim/config/map.hpp"
#include "sim/config/write.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {
namespace {

constexpr const char* kNewScenario = R"({
  "windtunnel": 1,
  "title": "@NAME@: how many replicas does it need?",
  "run": {"lasts": "10 min", "warm_up": "1 min", "replications": 10},
  "workload": {
    "users": {
      "kind": "open",
      "rate": "80 /s",
      "deadline": "1 s",
      "retries": {"attempts": 1, "backoff": "50 ms"},
      "path": ["web", "store"]
    }
  },
  "network": {"kind": "constant", "latency": "0.5 ms"},
  "tiers": {
    "web": {
      "replicas": 4,
      "service": {"kind": "lognormal", "p50": "15 ms", "p99": "80 ms"},
      "queue": {"length_max": 100},
      "balancer": {"kind": "least_requests", "choices": 2},
      "health_check": {"every": "500 ms", "timeout": "200 ms", "fails": 1}
    },
    "store": {"replicas": 1, "cores": 4, "service": {"kind": "exponential", "mean": "5 ms"}}
  },
  "faults": {"web_dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "5 min", "lasts": "2 min"}},
  "expect": {
    "fast": {"metric": "latency_p99", "phase": "during", "at_most": "160 ms"},
    "survives": {"metric": "availability", "phase": "during", "at_least": 0.99}
  }
}
)";

constexpr const char* kNewReadme = R"(# @NAME@

A web tier and its store for ten minutes; after five, a web replica dies. Fly it, then take a replica away and see what that
breaks:

    windtunnel run @NAME@.json
    windtunnel run @NAME@.json --set tiers.web.replicas=3
    windtunnel compare @NAME@.json --set-b tiers.web.replicas=3

Change the file, fly it again, and read what the change does. `windtunnel models` says what there is to choose from,
`windtunnel metrics` what can be expected.
)";

std::string filled(std::string text, const std::string& name) {
  for (std::size_t at = text.find("@NAME@"); at != std::string::npos; at = text.find("@NAME@"))
    text.replace(at, 6, name);
  return text;
}

}  // namespace

int validate_command(const CommonOptions& common, const std::vector<std::string>& files) {
  const Catalog catalog = catalog_of(common);
  int code = exit_codes::kFine;
  for (const std::string& file : files) {
    Problems problems;
    Document document = Document::load(file, problems);
    std::string found = "fine";
    if (is_study(document)) {
      if (const auto plan = load_study(std::move(document), {}, problems, catalog)) {
        sketch_points(*plan, catalog, true, problems);
        found = fmt::format("fine, {} points", plan->points.size());
      }
    } else {
      load_document(std::move(document), catalog, problems);
    }
    if (problems.empty()) {
      fmt::print("{}: {}\n", file, found);
    } else {
      fmt::print("{}", problems.text(file));
      code = exit_codes::kWrongInput;
    }
  }
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

int new_command(const std::string& name) {
  if (!NameKey::fits(name)) {
    fmt::print(stderr, "windtunnel: \"{}\" is no name: expected {}\n", name, NameKey::expected());
    return exit_codes::kWrongInput;
  }
  const std::filesystem::path folder(name);
  std::error_code error;
  if (std::filesystem::exists(folder, error) || !std::filesystem::create_directory(folder, error)) {
    fmt::print(stderr, "windtunnel: {}: {}\n", name, error ? error.message() : "it is there already");
    return exit_codes::kCouldNotRun;
  }
  const auto written = [](const std::filesystem::path& file, const std::string& text) {
    std::ofstream stream(file);
    stream << text;
    stream.close();
    if (!stream.fail()) return true;
    fmt::print(stderr, "windtunnel: {} could not be written\n", file.string());
    return false;
  };
  if (!written(folder / (name + ".json"), filled(kNewScenario, name)) ||
      !written(folder / "README.md", filled(kNewReadme, name)))
    return exit_codes::kCouldNotRun;
  fmt::print("{0}/{0}.json flies: windtunnel run {0}/{0}.json\n", name);
  return exit_codes::kFine;
}

}  // namespace windtunnel

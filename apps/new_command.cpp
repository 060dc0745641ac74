// `windtunnel new`: a folder with a scenario that flies, or with a plug-in that works.
#include <fmt/core.h>

#include <filesystem>
#include <fstream>

#include "apps/session.hpp"
#include "apps/templates.hpp"
#include "sim/config/map.hpp"
#include "sim/config/nearest.hpp"

namespace windtunnel {
namespace {

constexpr std::string_view kNewScenario = R"({
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
  },
  "lint": {"allow": {"one_zone": {"because": "A first look: name `places` once it matters where replicas stand."}}}
}
)";

constexpr std::string_view kNewReadme = R"(# @NAME@

A web tier and its store for ten minutes; after five, a web replica dies. Fly it, then take a replica away and see what that
breaks:

    windtunnel run @NAME@.json
    windtunnel run @NAME@.json --set tiers.web.replicas=3
    windtunnel compare @NAME@.json --set-b tiers.web.replicas=3

Change the file, fly it again, and read what the change does. `windtunnel models` says what there is to choose from,
`windtunnel metrics` what can be expected.
)";

std::vector<TemplateFile> scenario_files() {
  return {{"@NAME@.json", kNewScenario}, {"README.md", kNewReadme}};
}

std::string filled(std::string_view with, const std::string& name, const std::string& class_name,
                   const std::string& file) {
  std::string text(with);
  for (const auto& [mark, value] :
       {std::pair{std::string("@NAME@"), name}, std::pair{std::string("@CLASS@"), class_name},
        std::pair{std::string("@FILE@"), file}})
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  return text;
}

// "least_busy" as a class: LeastBusy.
std::string class_name_of(const std::string& name) {
  std::string made;
  bool begins = true;
  for (const char c : name) {
    const bool letter = c != '_' && c != '-';
    if (letter) made += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = !letter;
  }
  return made;
}

bool written(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file);
  stream << text;
  stream.close();
  if (!stream.fail()) return true;
  fmt::print(stderr, "windtunnel: {} could not be written\n", file.string());
  return false;
}

// A fresh folder by that name with these files in it; the exit code.
int write_folder(const std::string& name, const std::vector<TemplateFile>& files, const std::string& file) {
  const std::filesystem::path folder(name);
  std::error_code error;
  if (std::filesystem::exists(folder, error) || !std::filesystem::create_directory(folder, error)) {
    fmt::print(stderr, "windtunnel: {}: {}\n", name, error ? error.message() : "it is there already");
    return exit_codes::kCouldNotRun;
  }
  const std::string class_name = class_name_of(name);
  for (const TemplateFile& each : files)
    if (!written(folder / filled(each.name, name, class_name, file),
                 filled(each.text, name, class_name, file)))
      return exit_codes::kCouldNotRun;
  return exit_codes::kFine;
}

int refuse(const std::string& found, const std::string& expected) {
  fmt::print(stderr, "windtunnel: {}: expected {}\n", found, expected);
  return exit_codes::kWrongInput;
}

int new_plugin(const NewOptions& options) {
  if (options.name != "policy" && options.name != "protocol") {
    const std::string near = nearest_name(options.name, std::vector<std::string>{"policy", "protocol"});
    return refuse("a new \"" + options.name + "\"", "policy or protocol, with --python or --cpp" +
                                                        (near.empty() ? "" : "; did you mean " + near + "?"));
  }
  const bool policy = options.name == "policy";
  const std::string name = options.model.empty() ? "my_" + options.name : options.model;
  // It is a module of Python, and a variable's name in C++.
  if (!NameKey::fits(name) || name.find('-') != std::string::npos)
    return refuse("\"" + name + "\" is no name", NameKey::expected() + ", without a hyphen");
  const std::string file = name + (options.python ? ".py" : ".so");
  const auto files = options.python ? (policy ? policy_in_python() : protocol_in_python())
                                    : (policy ? policy_in_cpp() : protocol_in_cpp());
  if (const int code = write_folder(name, files, file); code != exit_codes::kFine) return code;
  if (options.python)
    fmt::print("{0}/{0}.py works: windtunnel conform {0}/{0}.py; windtunnel run {0}/scenario.json\n", name);
  else
    fmt::print(
        "{0}/{0}.cpp is ready: cd {0}; cmake -S . -B build; cmake --build build; ctest --test-dir build\n",
        name);
  return exit_codes::kFine;
}

}  // namespace

int new_command(const NewOptions& options) {
  if (options.python || options.cpp) return new_plugin(options);
  if (!options.model.empty())
    return refuse("a second name, \"" + options.model + "\"", "--python or --cpp with it");
  if (!NameKey::fits(options.name)) {
    fmt::print(stderr, "windtunnel: \"{}\" is no name: expected {}\n", options.name, NameKey::expected());
    return exit_codes::kWrongInput;
  }
  if (const int code = write_folder(options.name, scenario_files(), ""); code != exit_codes::kFine)
    return code;
  fmt::print("{0}/{0}.json flies: windtunnel run {0}/{0}.json\n", options.name);
  return exit_codes::kFine;
}

}  // namespace windtunnel

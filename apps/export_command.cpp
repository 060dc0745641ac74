// `windtunnel export`: a run, or a scenario, told in a format that other tools read.
//
// A run folder keeps what is compared, and not what single requests did; so what it lacks is flown again,
// from its manifest. That flight has to leave the fingerprints that the manifest has, or it is another run
// than was kept.
#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "apps/python_commands.hpp"
#include "apps/session.hpp"
#include "sim/base/file_text.hpp"
#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/nearest.hpp"
#include "sim/config/scalar.hpp"
#include "sim/export/format.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {
namespace {

// 2000-01-01T00:00Z: a date that every reader takes, and nobody for one that was measured.
constexpr std::int64_t kStartsUnlessSaid = 946'684'800;

int complain(const std::string& words) {
  fmt::print(stderr, "windtunnel: {}\n", words);
  return exit_codes::kWrongInput;
}

// A scenario that is ready, and what its run said of itself, where it was a run.
struct Source {
  Loaded loaded;
  std::int64_t seed = 0;
  std::vector<std::vector<std::string>> fingerprints;  // of a run, by replication
};

const Node* member(const Node& node, std::string_view key) {
  const Member* found = node.find(key);
  return found == nullptr ? nullptr : &found->value;
}

// From what `windtunnel run` left: the scenario, the seed and the fingerprints of its manifest.
std::optional<Source> source_of_run(const std::string& folder, const ExportCommandOptions& options,
                                    const Catalog& catalog, int& code) {
  const std::string file = (std::filesystem::path(folder) / "manifest.json").string();
  const auto text = text_of_file(file);
  if (!text) {
    code = complain(folder +
                    " has no manifest.json: expected a folder that `windtunnel run` left, or a scenario");
    return std::nullopt;
  }
  Problems problems;
  const auto origin =
      std::make_shared<const windtunnel::Source>(windtunnel::Source{windtunnel::Source::Kind::file, file, 0});
  Node manifest;
  parse_tree(*text, origin, {}, manifest, problems);
  const Node* scenario = member(manifest, "scenario");
  const Node* seed = member(manifest, "seed");
  const Node* hash = member(manifest, "scenario_hash");
  const Node* replications = member(manifest, "replications");
  const Node* name = member(manifest, "scenario_file");
  if (!problems.empty() || scenario == nullptr || seed == nullptr || !seed->is_integer() || hash == nullptr ||
      replications == nullptr || !replications->is_array() || name == nullptr) {
    code = complain(file + " is no manifest of a run (a study's points are flown by `windtunnel sweep`)");
    return std::nullopt;
  }
  if (!options.sets.empty()) {
    code = complain("--set is for scenarios: a run was flown as it is; export its scenario file instead");
    return std::nullopt;
  }
  auto loaded = load_scenario_text(scenario->to_json(), name->text(), {}, catalog, problems);
  if (!loaded) {
    fmt::print(stderr, "{}", problems.text(file));
    code = exit_codes::kWrongInput;
    return std::nullopt;
  }
  if (loaded->hash != hash->text()) {
    code =
        complain(fmt::format("{}: the scenario's tables, or this version ({}), are not those of the run: its "
                             "hash is {} and was {}",
                             file, version(), loaded->hash, hash->text()));
    return std::nullopt;
  }
  Source source{std::move(*loaded), options.seed.value_or(seed->as_integer()), {}};
  if (options.seed) return source;
  for (const Node& each : replications->items()) {
    auto& prints = source.fingerprints.emplace_back();
    if (const Node* said = member(each, "fingerprints"))
      for (const Member& print : said->members()) prints.push_back(print.value.text());
  }
  return source;
}

std::optional<Source> source_of_file(const ExportCommandOptions& options, const Catalog& catalog, int& code) {
  Problems problems;
  Document document = Document::load(options.source, problems);
  if (problems.empty() && is_study(document)) {
    code = complain(options.source +
                    " is a study: `windtunnel resolve FILE --points POINT --json` makes a scenario "
                    "of one of its points");
    return std::nullopt;
  }
  for (const std::string& set : options.sets) document.set_from_argument(set, problems);
  auto loaded = load_document(std::move(document), catalog, problems);
  if (!loaded) {
    fmt::print(stderr, "{}", problems.text(options.source));
    code = exit_codes::kWrongInput;
    return std::nullopt;
  }
  const std::int64_t seed = options.seed.value_or(loaded->scenario.run.seed);
  return Source{std::move(*loaded), seed, {}};
}

std::optional<Duration> duration_of(const std::string& text) {
  Duration value;
  if (parse_quantity(text, value)) return std::nullopt;
  return value;
}

// What is asked for, or "" and the words of a complaint.
std::string read_wishes(const ExportCommandOptions& options, const ExportFormat& format, const Plan& plan,
                        LogWishes& wishes) {
  wishes.replication = options.replication;
  wishes.requests_max = format.of_requests ? static_cast<std::size_t>(options.requests) : 0;
  if (!options.from.empty()) {
    const auto from = duration_of(options.from);
    if (!from) return "--from: found " + options.from + ", expected a time such as 1.5s";
    wishes.from = Time() + *from;
  }
  if (!options.to.empty()) {
    const auto to = duration_of(options.to);
    if (!to || Time() + *to <= wishes.from)
      return "--to: found " + options.to + ", expected a time such as 1.5s, after --from";
    wishes.to = Time() + *to;
  }
  if (!options.every.empty()) {
    wishes.every = duration_of(options.every);
    if (!wishes.every || *wishes.every <= Duration() || *wishes.every > plan.lasts)
      return "--every: found " + options.every + ", expected a time such as 15s, no longer than the run";
  }
  if (!format.of_stores) return options.tier.empty() ? "" : "--tier is for formats of stores: shiviz";
  for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier) {
    if (!plan.tiers[tier].store || (!options.tier.empty() && plan.tiers[tier].name != options.tier)) continue;
    if (wishes.store) return "--tier has to name one of several stores";
    wishes.store = tier;
  }
  if (wishes.store) return "";
  return options.tier.empty() ? "no tier of this scenario is a store under a protocol"
                              : "there is no store under a protocol called " + options.tier;
}

bool same_run(const Source& source, const LoggedFlight& flown, const ExportCommandOptions& options) {
  const auto index = static_cast<std::size_t>(options.replication);
  if (index >= source.fingerprints.size()) return true;
  const std::vector<std::string>& kept = source.fingerprints[index];
  for (std::size_t i = 0; i < flown.fingerprints.size() && i < kept.size(); ++i)
    if (kept[i] != hexadecimal(flown.fingerprints[i])) return false;
  return true;
}

int write_out(const std::string& file, const std::string& content) {
  if (file == "-") {
    std::fwrite(content.data(), 1, content.size(), stdout);
    return exit_codes::kFine;
  }
  std::ofstream stream(file, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream.fail()) return exit_codes::kFine;
  fmt::print(stderr, "windtunnel: {} could not be written\n", file);
  return exit_codes::kCouldNotRun;
}

}  // namespace

int export_command(const CommonOptions& common, const ExportCommandOptions& options) {
  const ExportFormat* format = find_export_format(options.format);
  if (format == nullptr) {
    const std::vector<std::string> known = export_format_names();
    const std::string near = nearest_name(options.format, known);
    return complain("--format: there is no format \"" + options.format + "\"" +
                    (near.empty() ? "; there are " + list_of(known) : "; did you mean " + near + "?"));
  }
  if (format->by_python)
    return become_python("format " + options.format,
                         {"export", options.source, "--format", options.format, "-o", options.out});
  const Catalog catalog = catalog_of(common);
  int code = exit_codes::kFine;
  std::error_code error;
  const auto source = std::filesystem::is_directory(options.source, error)
                          ? source_of_run(options.source, options, catalog, code)
                          : source_of_file(options, catalog, code);
  if (!source) return code;
  const Flight& flight = source->loaded.flight;
  if (flight.foreign) return complain("an export is of the native engine: --set engine.kind=native");
  LogWishes wishes;
  if (const std::string words = read_wishes(options, *format, flight.plan, wishes); !words.empty())
    return complain(words);

  LoggedFlight flown = format->flies ? fly_logged(flight, source->seed, wishes, &stop_on_signals())
                                     : unflown(flight, source->seed, wishes);
  if (flown.stopped == StopReason::kToken) return exit_codes::kInterrupted;
  if (flown.stopped != StopReason::kUntil) {
    fmt::print(stderr, "windtunnel: {}\n", flown.why_stopped);
    return exit_codes::kCouldNotRun;
  }
  if (format->flies && !same_run(*source, flown, options)) {
    fmt::print(
        stderr,
        "windtunnel: {} was flown by another version: this one ({}) flies it otherwise, and what it would "
        "tell is not what was kept\n",
        options.source, version());
    return exit_codes::kCouldNotRun;
  }
  flown.log.title = source->loaded.scenario.title;
  flown.log.hash = source->loaded.hash;
  ExportOptions told{.starts_s = kStartsUnlessSaid};
  if (const auto& starts = source->loaded.scenario.run.starts) told.starts_s = starts->utc_seconds;
  if (!options.starts.empty()) {
    const auto starts = StartDate::parse(options.starts);
    if (!starts)
      return complain("--starts: found " + options.starts + ", expected such as 2026-03-02T00:00Z");
    told.starts_s = starts->utc_seconds;
  }
  return write_out(options.out, format->write(flown.log, told));
}

int formats_command() {
  for (const ExportFormat& format : export_formats()) {
    fmt::print("{}  {}\n", format.name, format.meaning);
    fmt::print("    read by  {}\n    after    {}\n", format.readers, format.source);
  }
  return exit_codes::kFine;
}

}  // namespace windtunnel

// The command line of Windtunnel: which commands there are and what they take. What they do stands in the
// files beside.
//
// A command line that can not be understood earns one line on standard error and exit code 2; the parser's
// own texts name C++ limits and types, so numbers are checked and commands are found here.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include "apps/commands.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"
#include "sim/config/nearest.hpp"

using namespace windtunnel;

namespace {

struct Options {
  CommonOptions common;
  RunOptions run;
  CompareOptions compare;
  SweepOptions sweep;
  ResolveOptions resolve;
  InspectOptions inspect;
  TraceOptions trace;
  CheckOptions check;
  std::vector<std::string> files;
  std::string name, kind, code, table;
  bool json = false, markdown = false, study = false;
};

// Whole numbers from `low` to `high`, with a text that a person can act on.
CLI::Validator whole(std::int64_t low, std::int64_t high) {
  return CLI::Validator(
      [low, high](std::string& given) -> std::string {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (error == std::errc() && end == given.data() + given.size() && value >= low && value <= high)
          return "";
        const std::string range =
            high == INT64_MAX ? fmt::format("of at least {}", low) : fmt::format("from {} to {}", low, high);
        return "found " + given + ", expected a whole number " + range;
      },
      "");
}

CLI::Validator share() {
  return CLI::Validator(
      [](std::string& given) -> std::string {
        double value = -1;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
        if (error == std::errc() && end == given.data() + given.size() && value >= 0 && value <= 1) return "";
        return "found " + given + ", expected a number from 0 to 1";
      },
      "");
}

void add_sets(CLI::App* command, const char* name, std::vector<std::string>& sets, const char* meaning) {
  command->add_option(name, sets, meaning)->allow_extra_args(false)->type_name("PATH=VALUE");
}

void describe_run(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand("run", "Fly a scenario and print the answer.");
  command->add_option("file", o.run.file, "The scenario.")->required()->type_name("");
  command->add_option("--seed", o.run.seed, "All luck follows from it; the scenario's when absent.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->add_option("--replications", o.run.replications, "Independent runs; the scenario's when absent.")
      ->check(whole(1, 100000))
      ->type_name("N");
  command->add_option("--jobs", o.run.jobs, "Threads; as many as there are cores when absent.")
      ->check(whole(1, 1024))
      ->type_name("N");
  add_sets(command, "--set", o.run.sets, "Change the scenario before it is read; may be repeated.");
  command->add_option("--out", o.run.out, "Folder to keep the run in; `results` when absent.")
      ->type_name("DIR");
  command->add_flag("--no-record", o.run.no_record, "Keep nothing.");
  command
      ->add_option("--budget", o.run.budget,
                   "Stop after this long on the wall clock, such as 30s, with what has landed by then.")
      ->type_name("TIME");
  CLI::Option* json =
      command->add_flag("--json", o.run.json, "One JSON object instead of text (docs/results.md).");
  command->add_flag("--quiet", o.run.quiet, "No progress on standard error.");
  command
      ->add_option("--trace", o.run.trace,
                   "Tell the life of one request of the first workload, by its number, and nothing else.")
      ->check(whole(0, INT64_MAX))
      ->type_name("REQUEST")
      ->excludes(json);
  command->callback([&] { code = run_command(o.common, o.run); });
}

void describe_compare(CLI::App& app, Options& o, int& code) {
  CLI::App* command =
      app.add_subcommand("compare", "Fly two scenarios under the same luck and say what differs.");
  command->add_option("a", o.compare.a, "The scenario to compare with.")->required()->type_name("");
  command->add_option("b", o.compare.b, "The other; the same file when absent, to be changed by --set-b.")
      ->type_name("");
  add_sets(command, "--set", o.compare.sets, "Change both; may be repeated.");
  add_sets(command, "--set-b", o.compare.sets_b, "Change b only; may be repeated.");
  command->add_option("--seed", o.compare.seed, "All luck follows from it; a's when absent.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->add_option("--replications", o.compare.replications, "Independent runs of each.")
      ->check(whole(2, 100000))
      ->type_name("N");
  command->add_option("--jobs", o.compare.jobs, "Threads; as many as there are cores when absent.")
      ->check(whole(1, 1024))
      ->type_name("N");
  command
      ->add_option(
          "--matters", o.compare.matters,
          "Smallest relative difference that matters (of a share: of its rarer side); 0.01 when absent.")
      ->check(share())
      ->type_name("SHARE");
  command->add_flag("--all", o.compare.all, "Every figure, not only the overview.");
  command->add_flag("--json", o.compare.json, "One JSON object instead of text (docs/results.md).");
  command->add_flag("--quiet", o.compare.quiet, "No progress on standard error.");
  command->callback([&] { code = compare_command(o.common, o.compare); });
}

void describe_sweep(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand("sweep", "Fly every point of a study and say what differs.");
  command->add_option("file", o.sweep.file, "The study.")->required()->type_name("");
  add_sets(command, "--set", o.sweep.sets, "Change the base before any axis is set; may be repeated.");
  command->add_option("--points", o.sweep.points, "Only these, such as \"protocol=raft|crdt,fault=*\".")
      ->type_name("AXIS=VALUE,...");
  command->add_option("--replications", o.sweep.replications, "Of each point; the study's when absent.")
      ->check(whole(1, 100000))
      ->type_name("N");
  command->add_option("--jobs", o.sweep.jobs, "Threads; the study's, or as many as there are cores.")
      ->check(whole(1, 1024))
      ->type_name("N");
  command
      ->add_option("--budget", o.sweep.budget,
                   "Stop after this long on the wall clock, such as 6min, with the points done by then.")
      ->type_name("TIME");
  command->add_option("--out", o.sweep.out, "Folder to keep the study in; `results` when absent.")
      ->type_name("DIR");
  command->add_flag("--no-record", o.sweep.no_record, "Keep nothing.");
  command->add_flag("--list", o.sweep.list, "Print the points and what they may take, and fly nothing.");
  command->add_flag("--json", o.sweep.json, "One JSON object instead of text (docs/studies.md).");
  command->add_flag("--quiet", o.sweep.quiet, "No progress on standard error.");
  command->callback([&] { code = sweep_command(o.common, o.sweep); });
}

void describe_inspect(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand(
      "inspect", "Tell what a scenario's network promises: distances, cuts, single points of failure.");
  command->add_option("file", o.inspect.file, "The scenario.")->required()->type_name("");
  add_sets(command, "--set", o.inspect.sets, "Change the scenario before it is read; may be repeated.");
  command->add_option("--svg", o.inspect.svg, "Draw it into this file too.")->type_name("FILE");
  command->add_flag("--json", o.inspect.json, "One JSON object instead of text.");
  command->callback([&] { code = inspect_command(o.common, o.inspect); });
}

void describe_trace(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand(
      "trace", "Tell what the members of a store under a protocol did: who asked whom for what, and when.");
  command->add_option("file", o.trace.file, "The scenario.")->required()->type_name("");
  add_sets(command, "--set", o.trace.sets, "Change the scenario before it is read; may be repeated.");
  command->add_option("--from", o.trace.from, "The first moment that is told, such as 1.5s.")
      ->type_name("TIME");
  command->add_option("--to", o.trace.to, "The moment before which telling ends.")->type_name("TIME");
  command->add_option("--only", o.trace.only, "Only what this member did, as n2; may be repeated.")
      ->type_name("MEMBER");
  command->add_option("--tier", o.trace.tier, "The store, where several have a protocol.")->type_name("TIER");
  command->add_option("--svg", o.trace.svg, "Draw it into this file too: members, messages, time.")
      ->type_name("FILE");
  command
      ->add_option("--history", o.trace.history,
                   "Write what clients saw into this file: Jepsen's EDN, or .json, or .csv.")
      ->type_name("FILE");
  command->add_option("--seed", o.trace.seed, "Instead of the scenario's.")->type_name("N");
  command->add_option("--replication", o.trace.replication, "Which one; 0 is the first.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->callback([&] { code = trace_command(o.common, o.trace); });
}

void describe_check(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand(
      "check", "Judge a history of operations: linearizable, sequential, session guarantees, stale reads.");
  command->add_option("history", o.check.file, "A history as EDN or JSON (docs/histories.md).")
      ->required()
      ->type_name("");
  command
      ->add_option(
          "--model", o.check.model,
          "What every key holds: register, counter, set or list; seen from the operations if not said.")
      ->check([](const std::string& given) -> std::string {
        for (const char* known : {"register", "counter", "set", "list"})
          if (given == known) return "";
        return "found " + given + ", expected one of: counter, list, register, set";
      })
      ->type_name("KIND");
  command->add_option("--svg", o.check.svg, "Draw what violates an order into this file.")->type_name("FILE");
  command->add_flag("--json", o.check.json, "One JSON object instead of text.");
  command->callback([&] { code = check_command(o.check); });
}

void describe_files(CLI::App& app, Options& o, int& code) {
  CLI::App* validate = app.add_subcommand("validate", "Read scenarios and print every problem.");
  validate->add_option("files", o.files, "The scenarios.")->required()->type_name("");
  validate->callback([&] { code = validate_command(o.common, o.files); });
  CLI::App* resolve =
      app.add_subcommand("resolve", "Print a scenario whole, each value with where it came from.");
  resolve->add_option("file", o.resolve.file, "The scenario.")->required()->type_name("");
  add_sets(resolve, "--set", o.resolve.sets, "Change the scenario before it is read; may be repeated.");
  resolve
      ->add_option("--points", o.resolve.points,
                   "Of a study: the point, such as \"protocol=raft,fault=none\".")
      ->type_name("AXIS=VALUE,...");
  resolve->add_flag("--json", o.resolve.json, "Without comments: a scenario again, with the same hash.");
  resolve->callback([&] { code = resolve_command(o.common, o.resolve); });
  CLI::App* make = app.add_subcommand("new", "Make a folder with a scenario that flies.");
  make->add_option("name", o.name, "Name of the folder.")->required()->type_name("");
  make->callback([&] { code = new_command(o.name); });
}

void describe_knowledge(CLI::App& app, Options& o, int& code) {
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of scenarios.");
  schema->add_flag("--study", o.study, "That of studies.");
  schema->callback([&] { code = schema_command(o.common, o.study); });
  CLI::App* metrics =
      app.add_subcommand("metrics", "Print every metric: unit, definition, what counts, estimator.");
  metrics->add_flag("--json", o.json, "As JSON.");
  metrics->callback([&] { code = metrics_command(o.json); });
  CLI::App* models =
      app.add_subcommand("models", "Print the models there are; of one, its fields and what it leaves out.");
  models->add_option("kind", o.kind, "Which kind, such as load_balancing.")->type_name("");
  models->add_option("name", o.name, "Which model of that kind.")->type_name("");
  CLI::Option* json = models->add_flag("--json", o.json, "As JSON.");
  models->add_flag("--markdown", o.markdown, "As pages of the documentation.")->excludes(json);
  models->callback([&] { code = models_command(o.common, o.kind, o.name, o.json, o.markdown); });
  CLI::App* catalog = app.add_subcommand(
      "catalog", "Print the data tables with date and licence; of one, its source and rows.");
  catalog->add_option("table", o.table, "Which table, such as gcp/rtt/2020-06-02.")->type_name("");
  catalog->callback([&] { code = catalog_command(o.common, o.table); });
  CLI::App* explain =
      app.add_subcommand("explain", "Say what a problem's code means, and what to write instead.");
  explain->add_option("code", o.code, "Such as WT012; all codes when absent.")->type_name("");
  explain->callback([&] { code = explain_command(o.code); });
}

int misunderstood(const std::string& what, const std::string& command) {
  fmt::print(stderr, "windtunnel: {} (see windtunnel{} --help)\n", what,
             command.empty() ? "" : " " + command);
  return exit_codes::kWrongInput;
}

// The word that should be a command: the first that is neither an option nor --catalog's value.
std::string command_word(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--catalog")
      ++i;
    else if (!word.empty() && word.front() != '-')
      return word;
  }
  return "";
}

int run(int argc, char** argv) {
  Options options;
  int code = exit_codes::kFine;
  CLI::App app{"A wind tunnel for distributed cloud systems: fly a design, read what it does.", "windtunnel"};
  app.set_version_flag("--version", std::string(version()), "Print the version.");
  app.add_option("--catalog", options.common.catalog_folder,
                 "Folder of tables that stand before the built-in ones.")
      ->check(CLI::Validator(CLI::ExistingDirectory).description(""))
      ->type_name("DIR");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "Exit codes: 0 fine, 1 an expectation failed, 2 wrong input, 3 undecided, 4 an audit is violated,\n"
      "5 could not read, write or run, 6 a bug of ours, 130 interrupted. More in docs/exit_codes.md.");
  describe_run(app, options, code);
  describe_compare(app, options, code);
  describe_sweep(app, options, code);
  describe_inspect(app, options, code);
  describe_trace(app, options, code);
  describe_check(app, options, code);
  describe_files(app, options, code);
  describe_knowledge(app, options, code);

  const std::string command = command_word(argc, argv);
  if (!command.empty()) {
    std::vector<std::string> known;
    for (const CLI::App* each : app.get_subcommands({})) known.push_back(each->get_name());
    if (std::find(known.begin(), known.end(), command) == known.end()) {
      const std::string near = nearest_name(command, known);
      return misunderstood(
          "there is no command \"" + command + "\"" + (near.empty() ? "" : "; did you mean " + near + "?"),
          "");
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    std::string what = error.what();
    if (error.get_name() == "ArgumentMismatch") what = what.substr(0, what.find(':')) + " takes a value";
    if (const std::size_t line = what.find('\n'); line != std::string::npos) what.resize(line);
    return misunderstood(command.empty() ? "a command is missing" : what, command);
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  int code = exit_codes::kFine;
  try {
    code = run(argc, argv);
  } catch (const BrokenPromise& broken) {
    fmt::print(stderr,
               "windtunnel: {}\nThis is a bug of ours: please report it with the scenario and this text.\n",
               broken.what());
    code = exit_codes::kBrokenPromise;
  } catch (const std::exception& error) {
    fmt::print(stderr, "windtunnel: {}\n", error.what());
    code = exit_codes::kCouldNotRun;
  }
  // What was printed counts only once it is out: a full disk behind standard output shows here.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "windtunnel: standard output could not be written\n");
    if (code != exit_codes::kBrokenPromise) code = exit_codes::kCouldNotRun;
  }
  return code;
}

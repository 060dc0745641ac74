// The command line of Windtunnel: which commands there are and what they take. What they do stands in the files beside.
#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "apps/commands.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"

using namespace windtunnel;

namespace {

struct Options {
  CommonOptions common;
  RunOptions run;
  CompareOptions compare;
  std::vector<std::string> files;
  std::string file, name, kind, code, table;
  std::vector<std::string> sets;
  bool json = false, markdown = false;
};

void describe_run(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand("run", "Fly a scenario and print the answer.");
  command->add_option("file", o.run.file, "The scenario.")->required();
  command->add_option("--seed", o.run.seed, "All luck follows from it.")->check(CLI::NonNegativeNumber);
  command->add_option("--replications", o.run.replications, "Independent runs.")->check(CLI::Range(1, 100000));
  command->add_option("--jobs", o.run.jobs, "Threads; as many as there are cores when absent.")->check(CLI::Range(1, 1024));
  command->add_option("--set", o.run.sets, "PATH=VALUE: changes the scenario before it is read.")->allow_extra_args(false);
  command->add_option("--out", o.run.out, "Folder for results.");
  command->add_flag("--no-record", o.run.no_record, "Keep nothing.");
  command->add_option("--budget", o.run.budget, "Wall-clock time after which no replication begins, such as 3s.");
  command->add_flag("--json", o.run.json, "One JSON object instead of text.");
  command->add_flag("--quiet", o.run.quiet, "No progress.");
  command->add_option("--trace", o.run.trace, "Tell the life of one request of the first workload, by its number.");
  command->callback([&] { code = run_command(o.common, o.run); });
}

void describe_compare(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand("compare", "Fly two scenarios under the same luck and say what differs.");
  command->add_option("a", o.compare.a, "The scenario to compare with.")->required();
  command->add_option("b", o.compare.b, "The other; may be the same file with --set-b.")->required();
  command->add_option("--set", o.compare.sets, "PATH=VALUE for both.")->allow_extra_args(false);
  command->add_option("--set-b", o.compare.sets_b, "PATH=VALUE for b only.")->allow_extra_args(false);
  command->add_option("--seed", o.compare.seed, "All luck follows from it.")->check(CLI::NonNegativeNumber);
  command->add_option("--replications", o.compare.replications, "Independent runs of each.")->check(CLI::Range(2, 100000));
  command->add_option("--jobs", o.compare.jobs, "Threads.")->check(CLI::Range(1, 1024));
  command->add_option("--matters", o.compare.matters, "Smallest relative difference that matters.")->check(CLI::Range(0.0, 1.0));
  command->add_flag("--json", o.compare.json, "One JSON object instead of text.");
  command->add_flag("--quiet", o.compare.quiet, "No progress.");
  command->callback([&] { code = compare_command(o.common, o.compare); });
}

void describe_files(CLI::App& app, Options& o, int& code) {
  CLI::App* validate = app.add_subcommand("validate", "Read scenarios and print every problem.");
  validate->add_option("files", o.files, "The scenarios.")->required();
  validate->callback([&] { code = validate_command(o.common, o.files); });
  CLI::App* resolve = app.add_subcommand("resolve", "Print a scenario whole, each value with where it came from.");
  resolve->add_option("file", o.file, "The scenario.")->required();
  resolve->add_option("--set", o.sets, "PATH=VALUE: changes the scenario before it is read.")->allow_extra_args(false);
  resolve->callback([&] { code = resolve_command(o.common, o.file, o.sets); });
  CLI::App* make = app.add_subcommand("new", "Make a folder with a scenario that flies.");
  make->add_option("name", o.name, "Name of the folder.")->required();
  make->callback([&] { code = new_command(o.name); });
}

void describe_knowledge(CLI::App& app, Options& o, int& code) {
  app.add_subcommand("schema", "Print the JSON Schema of scenarios.")->callback([&] { code = schema_command(o.common); });
  CLI::App* metrics = app.add_subcommand("metrics", "Print every metric: unit, definition, what counts, estimator.");
  metrics->add_flag("--json", o.json, "One JSON object.");
  metrics->callback([&] { code = metrics_command(o.json); });
  CLI::App* models = app.add_subcommand("models", "Print the models there are; of one, its fields and what it leaves out.");
  models->add_option("kind", o.kind, "Which kind, such as load_balancing.");
  models->add_option("name", o.name, "Which model of that kind.");
  models->add_flag("--json", o.json, "One JSON object.");
  models->add_flag("--markdown", o.markdown, "The pages of the documentation.");
  models->callback([&] { code = models_command(o.common, o.kind, o.name, o.json, o.markdown); });
  CLI::App* catalog = app.add_subcommand("catalog", "Print the data tables: source, date, licence; of one, its rows.");
  catalog->add_option("table", o.table, "Which table, such as gcp/rtt/2020-06-02.");
  catalog->callback([&] { code = catalog_command(o.common, o.table); });
  CLI::App* explain = app.add_subcommand("explain", "Say what a problem's code means, and what to write instead.");
  explain->add_option("code", o.code, "Such as WT012.")->required();
  explain->callback([&] { code = explain_command(o.code); });
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  int code = exit_codes::kFine;
  CLI::App app{"A wind tunnel for distributed cloud systems: fly a design, read what it does."};
  app.set_version_flag("--version", std::string(version()));
  app.add_option("--catalog", options.common.catalog_folder, "Folder of tables that stand before the built-in ones.")->check(CLI::ExistingDirectory);
  app.require_subcommand(1);
  app.fallthrough();
  describe_run(app, options, code);
  describe_compare(app, options, code);
  describe_files(app, options, code);
  describe_knowledge(app, options, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int shown = app.exit(error);
    return shown == 0 ? exit_codes::kFine : exit_codes::kWrongInput;
  } catch (const BrokenPromise& broken) {
    fmt::print(stderr, "windtunnel: {}\nThis is a bug of ours: please report it with the scenario and this text.\n", broken.what());
    return exit_codes::kBrokenPromise;
  } catch (const std::exception& error) {
    fmt::print(stderr, "windtunnel: {}\n", error.what());
    return exit_codes::kCouldNotRun;
  }
  return code;
}

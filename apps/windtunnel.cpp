// The command line of Windtunnel: which commands there are and what they take. What they do stands in the
// files beside.
//
// A command line that can not be understood earns one line on standard error and exit code 2; the parser's
// own texts name C++ limits and types, so numbers are checked and commands are found here.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "apps/commands.hpp"
#include "apps/session.hpp"
#include "apps/words.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"
#include "sim/config/nearest.hpp"

namespace windtunnel {
namespace {

struct Options {
  CommonOptions common;
  RunOptions run;
  CompareOptions compare;
  DiffOptions diff;
  SweepOptions sweep;
  LintOptions lint;
  RerunOptions rerun;
  ResolveOptions resolve;
  InspectOptions inspect;
  TraceOptions trace;
  JudgeCommandOptions judge;
  CheckCommandOptions check;
  BaselineOptions baseline;
  SizeOptions size;
  ExportCommandOptions exported;
  bool formats = false;
  ConformOptions conform;
  NewOptions make;
  ReportOptions report;
  std::vector<std::string> files;
  std::string name, kind, code, table;
  bool json = false, markdown = false, study = false;
};

int misunderstood(const std::string& what, const std::string& command) {
  fmt::print(stderr, "windtunnel: {} (see windtunnel{} --help)\n", what,
             command.empty() ? "" : " " + command);
  return exit_codes::kWrongInput;
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
  add_jobs(command, o.run.jobs);
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
  command->add_flag("--record", o.run.record,
                    "Keep each message, queue and role around the first fault too, for the report's replay.");
  command->add_option("--record-from", o.run.record_from, "Record from this moment of the run on, as 11.99h.")
      ->type_name("TIME");
  command->add_option("--record-to", o.run.record_to, "Record until this moment; 10 s when absent.")
      ->type_name("TIME");
  command->callback([&] { code = run_command(o.common, o.run); });
}

void describe_pair_options(CLI::App* command, CompareOptions& o) {
  add_sets(command, "--set", o.sets, "Change both; may be repeated.");
  add_sets(command, "--set-b", o.sets_b, "Change b only; may be repeated.");
  add_jobs(command, o.jobs);
  command
      ->add_option(
          "--matters", o.matters,
          "Smallest relative difference that matters (of a share: of its rarer side); 0.01 when absent.")
      ->check(share())
      ->type_name("SHARE");
  command->add_flag("--all", o.all, "Every figure, not only the overview.");
  command->add_flag("--quiet", o.quiet, "No progress on standard error.");
}

void describe_compare(CLI::App& app, Options& o, int& code) {
  CLI::App* command =
      app.add_subcommand("compare", "Fly two scenarios under the same luck and say what differs.");
  command->add_option("a", o.compare.a, "The scenario to compare with.")->required()->type_name("");
  command->add_option("b", o.compare.b, "The other; the same file when absent, to be changed by --set-b.")
      ->type_name("");
  command->add_option("--seed", o.compare.seed, "All luck follows from it; a's when absent.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->add_option("--replications", o.compare.replications, "Independent runs of each.")
      ->check(whole(2, 100000))
      ->type_name("N");
  describe_pair_options(command, o.compare);
  command->add_flag("--json", o.compare.json, "One JSON object instead of text (docs/results.md).");
  command->callback([&] { code = compare_command(o.common, o.compare); });
}

void describe_diff(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand(
      "diff", "Say what differs between two runs or scenarios, and which layer it moved first.");
  command->add_option("a", o.diff.a, "A scenario, or the folder of a run.")->required()->type_name("");
  command->add_option("b", o.diff.b, "The other; the same scenario when absent, to be changed by --set-b.")
      ->type_name("");
  command
      ->add_option("--seed", o.diff.seed,
                   "Of what is flown; that of the run beside it, or a's own, when absent.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command
      ->add_option("--replications", o.diff.replications,
                   "Of what is flown; those of the run beside it, or the scenarios' own, when absent.")
      ->check(whole(1, 100000))
      ->type_name("N");
  describe_pair_options(command, o.diff);
  command->add_flag("--json", o.diff.json, "One JSON object instead of text (docs/schemas/diff.json).");
  command->callback([&] { code = diff_command(o.common, o.diff); });
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
  command
      ->add_option(
          "--executor", o.sweep.executor,
          "Fly it elsewhere: processes://4, dask://HOST:PORT, mpi://, slurm://QUEUE?jobs=10 (needs the "
          "Python package).")
      ->type_name("URL");
  command->add_option("--out", o.sweep.out, "Folder to keep the study in; `results` when absent.")
      ->type_name("DIR");
  CLI::Option* no_record =
      command->add_flag("--no-record", o.sweep.no_record, "Keep nothing, and take nothing that was kept.");
  command
      ->add_option("--store", o.sweep.store,
                   "File that keeps every replication as it lands, so that a study goes on where it was "
                   "ended; DIR/STUDY/study.sqlite when absent.")
      ->type_name("FILE")
      ->excludes(no_record);
  command->add_flag("--fresh", o.sweep.fresh, "Throw away what the store holds, and fly everything anew.")
      ->excludes(no_record);
  command->add_flag("--kept", o.sweep.kept, "Say what the store has, and fly nothing.")->excludes(no_record);
  command->add_flag("--retry-failed", o.sweep.retry_failed, "Fly again what the store keeps as failed.")
      ->excludes(no_record);
  command->add_flag("--list", o.sweep.list, "Print the points and what they may take, and fly nothing.");
  command->add_flag("--json", o.sweep.json, "One JSON object instead of text (docs/studies.md).");
  command->add_flag("--quiet", o.sweep.quiet, "No progress on standard error.");
  command->callback([&] { code = sweep_command(o.common, o.sweep); });
}

void describe_rerun(CLI::App& app, Options& o, int& code) {
  CLI::App* command =
      app.add_subcommand("rerun", "Make a run, a study or a figure again and say whether it shows the same.");
  command
      ->add_option("what", o.rerun.what, "A folder of results, or a .png, .svg or .json of windtunnel.plot.")
      ->required()
      ->type_name("");
  command->add_option("--save", o.rerun.save, "Keep a figure made again in this file.")->type_name("FILE");
  add_jobs(command, o.rerun.jobs);
  command->add_flag("--quiet", o.rerun.quiet, "No progress on standard error.");
  command->callback([&] { code = rerun_command(o.common, o.rerun); });
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

void describe_conform(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand(
      "conform",
      "Try whether the models of a plug-in keep their kind's promises; exit code 1 when one does not.");
  command->add_option("model", o.conform.model, "The plug-in, or one of its models: sticky.py:sticky.")
      ->required()
      ->type_name("");
  command->add_option("--set", o.conform.sets, "Set a field of the models; may be repeated.")
      ->allow_extra_args(false)
      ->type_name("FIELD=VALUE");
  command->add_option("--schedules", o.conform.schedules, "So many, drawn at random; 1000 when absent.")
      ->check(whole(1, 100'000'000))
      ->type_name("N");
  command->add_option("--seed", o.conform.seed, "Of the first schedule.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->add_option("--members", o.conform.members, "Of a protocol; 5 when absent.")
      ->check(whole(1, 64))
      ->type_name("N");
  command->callback([&] { code = conform_command(o.common, o.conform); });
}

void describe_report(CLI::App& app, Options& o, int& code) {
  CLI::App* command =
      app.add_subcommand("report", "Make one page for a browser of a run or a study that was kept.");
  command->add_option("folder", o.report.folder, "What run or sweep left: results/NAME/ID.")
      ->required()
      ->type_name("");
  command->add_option("-o,--out", o.report.out, "The page; report.html when absent.")->type_name("FILE");
  command->add_flag("--quiet", o.report.quiet, "Nothing on standard error where all is well.");
  command->callback([&] { code = report_command(o.common, o.report); });
}

void describe_export(CLI::App& app, Options& o, int& code) {
  CLI::App* command = app.add_subcommand(
      "export", "Tell a run, or a scenario, in a format that other tools read (docs/exports.md).");
  command->add_option("source", o.exported.source, "A folder that run left, or a scenario.")->type_name("");
  command->add_option("--format", o.exported.format, "openmetrics, grafana, otlp, chrome, shiviz or parquet.")
      ->type_name("FORMAT");
  command
      ->add_option("-o,--out", o.exported.out,
                   "The file to write; - is standard output. Of parquet: a folder.")
      ->type_name("FILE");
  command->add_flag("--formats", o.formats, "Print the formats, who reads them, and nothing else.");
  add_sets(command, "--set", o.exported.sets, "Change the scenario before it is read; may be repeated.");
  command
      ->add_option("--from", o.exported.from, "Of single requests and steps: the first moment, such as 1.5s.")
      ->type_name("TIME");
  command->add_option("--to", o.exported.to, "The moment before which they end.")->type_name("TIME");
  command->add_option("--requests", o.exported.requests, "Requests that are told, at most; 1000 when absent.")
      ->check(whole(1, 10'000'000))
      ->type_name("N");
  command->add_option("--every", o.exported.every, "Time between two scrapes; a five-hundredth of the run.")
      ->type_name("TIME");
  command->add_option("--tier", o.exported.tier, "The store, where several have a protocol.")
      ->type_name("TIER");
  command
      ->add_option(
          "--starts", o.exported.starts,
          "The moment of simulated time 0, such as 2026-03-02T00:00Z; as the scenario says when absent.")
      ->type_name("DATE");
  command->add_option("--seed", o.exported.seed, "Instead of the scenario's.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->add_option("--replication", o.exported.replication, "Which one; 0 is the first.")
      ->check(whole(0, INT64_MAX))
      ->type_name("N");
  command->callback([&] {
    if (o.formats) {
      code = formats_command();
      return;
    }
    for (const auto& [given, name] :
         {std::pair(&o.exported.source, "a run or a scenario"), std::pair(&o.exported.format, "--format"),
          std::pair(&o.exported.out, "-o")})
      if (given->empty()) {
        code = misunderstood(std::string(name) + " is missing", "export");
        return;
      }
    code = export_command(o.common, o.exported);
  });
}

void describe_files(CLI::App& app, Options& o, int& code) {
  CLI::App* validate = app.add_subcommand("validate", "Read scenarios and print every problem.");
  validate->add_option("files", o.files, "The scenarios.")->required()->type_name("");
  validate->callback([&] { code = validate_command(o.common, o.files); });
  CLI::App* lint = app.add_subcommand(
      "lint", "Warn of known mistakes, each with its reason and the experiment that shows it.");
  lint->add_option("files", o.lint.files, "The scenarios.")->required()->type_name("");
  add_sets(lint, "--set", o.lint.sets, "Change them before they are read; may be repeated.");
  lint->add_flag("--all", o.lint.all, "What is allowed too, with its reason.");
  lint->add_flag("--json", o.lint.json, "A JSON list instead of text (docs/lint.md); of all.");
  lint->callback([&] { code = lint_command(o.common, o.lint); });
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
  CLI::App* migrate = app.add_subcommand("migrate", "Rewrite files of an older version of the format.");
  migrate->add_option("files", o.files, "Scenarios, studies, and what they extend.")
      ->required()
      ->type_name("");
  migrate->callback([&] { code = migrate_command(o.files); });
  CLI::App* make = app.add_subcommand("new", "Make a folder with a scenario that flies, or with a plug-in.");
  make->add_option("name", o.make.name, "Name of the folder; with --python or --cpp: policy, or protocol.")
      ->required()
      ->type_name("");
  make->add_option("model", o.make.model, "Of a plug-in, and of its folder; my_policy when absent.")
      ->type_name("");
  CLI::Option* python = make->add_flag("--python", o.make.python, "A plug-in in Python, with its test.");
  make->add_flag("--cpp", o.make.cpp, "A plug-in in C++, with its test.")->excludes(python);
  make->callback([&] { code = new_command(o.make); });
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
  CLI::App* explain = app.add_subcommand(
      "explain", "Say what a code means, of a problem or a warning, and what to write instead.");
  explain->add_option("code", o.code, "Such as WT012, or WL002 of a warning; all codes when absent.")
      ->type_name("");
  explain->callback([&] { code = explain_command(o.code); });
}

// The word that should be a command: the first that is neither an option nor the value of one that may stand
// before it.
std::string command_word(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--catalog" || word == "--plugin")
      ++i;
    else if (!word.empty() && word.front() != '-')
      return word;
  }
  return "";
}

int run(int argc, const char* const* argv, const PluginLoader& python) {
  Options options;
  options.common.python = python;
  int code = exit_codes::kFine;
  CLI::App app{"A wind tunnel for distributed cloud systems: fly a design, read what it does.", "windtunnel"};
  app.set_version_flag("--version", std::string(version()), "Print the version.");
  app.add_option("--catalog", options.common.catalog_folder,
                 "Folder of tables that stand before the built-in ones.")
      ->check(CLI::Validator(CLI::ExistingDirectory).description(""))
      ->type_name("DIR");
  app.add_option("--plugin", options.common.plugins,
                 "File that brings models, beside those that the scenario names; may be repeated.")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "Exit codes: 0 fine, 1 an expectation failed, 2 wrong input, 3 undecided, 4 an audit is violated,\n"
      "5 could not read, write or run, 6 a bug of ours, 130 interrupted. More in docs/exit_codes.md.");
  describe_run(app, options, code);
  describe_compare(app, options, code);
  describe_diff(app, options, code);
  describe_check(app, options.common, options.check, code);
  describe_baseline(app, options.common, options.baseline, code);
  describe_size(app, options.common, options.size, code);
  describe_sweep(app, options, code);
  describe_rerun(app, options, code);
  describe_inspect(app, options, code);
  describe_trace(app, options, code);
  describe_judge(app, options.judge, code);
  describe_export(app, options, code);
  describe_conform(app, options, code);
  describe_report(app, options, code);
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

int command_line(int argc, const char* const* argv, const PluginLoader& python) {
  int code = exit_codes::kFine;
  try {
    code = run(argc, argv, python);
  } catch (const BrokenPromise& broken) {
    fmt::print(stderr,
               "windtunnel: {}\nThis is a bug of ours: please report it with the scenario and this text.\n",
               broken.what());
    code = exit_codes::kBrokenPromise;
  } catch (const WrongPlugins& wrong) {
    fmt::print(stderr, "{}", wrong.what());
    code = exit_codes::kWrongInput;
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

}  // namespace windtunnel

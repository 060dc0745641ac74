// The commands of `windtunnel`, one function each; what they answer is the exit code (docs/exit_codes.md).
//
// Nothing but the answer goes to standard output; progress and problems go to standard error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/plugin_source.hpp"

namespace windtunnel {

namespace exit_codes {
inline constexpr int kFine = 0;
inline constexpr int kExpectationFailed = 1;
inline constexpr int kWrongInput = 2;
inline constexpr int kUndecided = 3;
inline constexpr int kAuditViolated = 4;
inline constexpr int kCouldNotRun = 5;
inline constexpr int kBrokenPromise = 6;
inline constexpr int kInterrupted = 130;
}  // namespace exit_codes

struct CommonOptions {
  std::string catalog_folder;        // --catalog: stands before the built-in tables
  std::vector<std::string> plugins;  // --plugin: beside those that a scenario names
  PluginLoader python;               // what becomes of a plug-in in Python
};

// The whole command; answers its exit code. `python` loads plug-ins in Python: in a process without it, by
// starting one that has it.
int command_line(int argc, const char* const* argv, const PluginLoader& python);

struct RunOptions {
  std::string file;
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> replications;
  int jobs = 0;
  std::vector<std::string> sets;
  std::string out = "results";
  bool no_record = false;
  std::string budget;
  bool json = false;
  bool quiet = false;
  std::optional<std::uint64_t> trace;
  bool record = false;                 // the moment that matters of the first replication, for a replay
  std::string record_from, record_to;  // or this window of it; "" where it is not said
};
int run_command(const CommonOptions& common, const RunOptions& options);

struct CompareOptions {
  std::string a, b;
  std::vector<std::string> sets, sets_b;
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> replications;
  int jobs = 0;
  double matters = 0.01;  // smallest relative difference that matters
  bool all = false;       // every figure, not only the overview
  bool json = false;
  bool quiet = false;
};
int compare_command(const CommonOptions& common, const CompareOptions& options);

// As compare's, and either may be a folder of a run.
using DiffOptions = CompareOptions;
int diff_command(const CommonOptions& common, const DiffOptions& options);

struct SweepOptions {
  std::string file;
  std::vector<std::string> sets;
  std::optional<std::int64_t> replications;
  int jobs = 0;
  std::string points;    // "protocol=raft,fault=*"; all when empty
  std::string executor;  // a URL: who flies instead of threads of this process
  std::string out = "results";
  std::string budget;
  bool list = false;   // what would be flown, and nothing else
  std::string store;   // file that keeps every replication; "" for the one beside what is kept of the study
  bool fresh = false;  // what that file holds is thrown away
  bool retry_failed = false;  // what it keeps as failed is flown again
  bool kept = false;          // says what it has, and flies nothing
  bool no_record = false;
  bool json = false;
  bool quiet = false;
};
int sweep_command(const CommonOptions& common, const SweepOptions& options);

struct RerunOptions {
  std::string what;  // a folder of results, or a figure's file
  std::string save;  // where a figure made again is kept
  int jobs = 0;
  bool quiet = false;
};
int rerun_command(const CommonOptions& common, const RerunOptions& options);

int validate_command(const CommonOptions& common, const std::vector<std::string>& files);
int migrate_command(const std::vector<std::string>& files);
struct ResolveOptions {
  std::string file;
  std::vector<std::string> sets;
  std::string points;  // of a study: which one
  bool json = false;   // without comments
};
int resolve_command(const CommonOptions& common, const ResolveOptions& options);
struct LintOptions {
  std::vector<std::string> files;
  std::vector<std::string> sets;
  bool all = false;  // what is allowed too
  bool json = false;
};
int lint_command(const CommonOptions& common, const LintOptions& options);
struct InspectOptions {
  std::string file;
  std::vector<std::string> sets;
  std::string svg;
  bool json = false;
};
int inspect_command(const CommonOptions& common, const InspectOptions& options);
struct TraceOptions {
  std::string file;
  std::vector<std::string> sets;
  std::string from, to;              // moments of the run; "" is its beginning, and its end
  std::string tier;                  // "" where one store alone has a protocol
  std::vector<std::string> only;     // members, as n1, n2, ...
  std::string svg, history;          // files
  std::optional<std::int64_t> seed;  // instead of the scenario's
  std::int64_t replication = 0;
};
int trace_command(const CommonOptions& common, const TraceOptions& options);
struct NewOptions {
  std::string name;   // of the folder; with a language, "policy" or "protocol"
  std::string model;  // the plug-in's name
  bool python = false;
  bool cpp = false;
};
int new_command(const NewOptions& options);

struct ConformOptions {
  std::string model;  // FILE, or FILE:NAME
  std::vector<std::string> sets;
  std::int64_t seed = 1;
  std::int64_t schedules = 1'000;
  std::int64_t members = 5;  // of a protocol
};
int conform_command(const CommonOptions& common, const ConformOptions& options);

struct ExportCommandOptions {
  std::string source;  // a run's folder, or a scenario
  std::string format;
  std::string out;  // a file; "-" is standard output
  std::vector<std::string> sets;
  std::optional<std::int64_t> seed;  // instead of the scenario's
  std::int64_t replication = 0;
  std::string from, to;  // of single requests and steps of protocols; "" is the run's beginning, and its end
  std::int64_t requests = 1000;  // whose lives are told, at most
  std::string tier;              // a store under a protocol; "" where there is but one
  std::string every;             // between two scrapes; "" a five-hundredth of the run
  std::string starts;            // the moment of simulated time 0; "" as the scenario says
};
int export_command(const CommonOptions& common, const ExportCommandOptions& options);
int formats_command();

struct CheckCommandOptions {
  std::vector<std::string> files;
  std::vector<std::string> sets;
  std::string against;  // a git ref, a file or a folder; "" for nothing
  std::string budget = "8min";
  std::string store = "results/check.sqlite";
  bool no_store = false;
  int jobs = 0;
  std::string junit, markdown, html;  // files to write; "" for none
  bool github = false;
  bool json = false;
  bool quiet = false;
};
int check_command(const CommonOptions& common, const CheckCommandOptions& options);

struct BaselineOptions {
  std::vector<std::string> files;
  std::vector<std::string> sets;
  std::string dir;  // of the baselines; "" is beside each file
  std::string store = "results/check.sqlite";
  bool no_store = false;
  std::optional<std::int64_t> replications;
  int jobs = 0;
  bool quiet = false;
};
int baseline_update_command(const CommonOptions& common, const BaselineOptions& options);

struct SizeOptions {
  std::string file;
  std::string vary;                       // PATH=FROM..TO, PATH=VALUE,VALUE,... or PATH
  std::string want;                       // "smallest", "largest"; "" where the ends tell
  std::vector<std::string> expectations;  // those that count; all when empty
  std::vector<std::string> sets;
  double precision = 0.01;  // of a quantity, as a share of it
  std::string budget = "8min";
  std::string store = "results/check.sqlite";
  bool no_store = false;
  int jobs = 0;
  bool json = false;
  bool quiet = false;
};
int size_command(const CommonOptions& common, const SizeOptions& options);

struct JudgeCommandOptions {
  std::string file;   // a history: docs/histories.md
  std::string model;  // what every key holds; empty: as its operations say
  std::string svg;
  bool json = false;
};
int judge_command(const JudgeCommandOptions& options);

struct ReportOptions {
  std::string folder;  // of a run or of a study
  std::string out = "report.html";
  bool quiet = false;
};
int report_command(const CommonOptions& common, const ReportOptions& options);

int schema_command(const CommonOptions& common, bool of_studies);
int metrics_command(bool json);
int models_command(const CommonOptions& common, const std::string& kind, const std::string& name, bool json,
                   bool markdown);
int catalog_command(const CommonOptions& common, const std::string& table);
int explain_command(const std::string& code);

}  // namespace windtunnel

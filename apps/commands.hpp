// The commands of `windtunnel`, one function each; what they answer is the exit code (docs/exit_codes.md).
//
// Nothing but the answer goes to standard output; progress and problems go to standard error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  std::string catalog_folder;  // --catalog: stands before the built-in tables
};

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

struct SweepOptions {
  std::string file;
  std::vector<std::string> sets;
  std::optional<std::int64_t> replications;
  int jobs = 0;
  std::string points;  // "protocol=raft,fault=*"; all when empty
  std::string out = "results";
  std::string budget;
  bool list = false;  // what would be flown, and nothing else
  bool no_record = false;
  bool json = false;
  bool quiet = false;
};
int sweep_command(const CommonOptions& common, const SweepOptions& options);

int validate_command(const CommonOptions& common, const std::vector<std::string>& files);
struct ResolveOptions {
  std::string file;
  std::vector<std::string> sets;
  std::string points;  // of a study: which one
  bool json = false;   // without comments
};
int resolve_command(const CommonOptions& common, const ResolveOptions& options);
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
int new_command(const std::string& name);

struct CheckOptions {
  std::string file;   // a history: docs/histories.md
  std::string model;  // what every key holds; empty: as its operations say
  std::string svg;
  bool json = false;
};
int check_command(const CheckOptions& options);

int schema_command(const CommonOptions& common, bool of_studies);
int metrics_command(bool json);
int models_command(const CommonOptions& common, const std::string& kind, const std::string& name, bool json,
                   bool markdown);
int catalog_command(const CommonOptions& common, const std::string& table);
int explain_command(const std::string& code);

}  // namespace windtunnel

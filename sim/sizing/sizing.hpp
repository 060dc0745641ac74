// How many, or how much: the smallest value of one field that meets all expectations of a scenario, or the
// largest.
//
// Each value that the search asks for is flown until its expectations are decided (sim/gate/file_case.hpp),
// all of them under the luck of one seed. The error rate is that of the whole search: every value that it
// may ask for has an even share of it, and every expectation an even share of that, spent over its looks. So
// with a probability of at least 1 - error_rate no verdict of the search is wrong, and the values that the
// answer stands between are an interval of that confidence - as long as an expectation changes once, which
// is watched and can not be promised.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/catalog.hpp"
#include "sim/gate/outcome.hpp"
#include "sim/sizing/size_search.hpp"
#include "sim/sizing/size_values.hpp"
#include "sim/store/result_store.hpp"

namespace windtunnel {

struct SizingRequest {
  Document document;  // with every --set
  SizeValues values;
  SizeWanted wanted = SizeWanted::kEither;
  std::vector<std::string> expectations;  // those that count; all when empty
};

struct SizingProgress {
  std::string value;  // that is being flown
  std::size_t values_seen = 0;
  std::int64_t flown = 0;
  double seconds = 0;
};

struct SizingSettings {
  int jobs = 0;
  ResultStore* store = nullptr;
  const std::atomic<bool>* stop = nullptr;
  std::optional<std::chrono::duration<double>> budget;  // of the whole search, on the wall clock
  std::function<void(const SizingProgress&)> progress;
};

// A value that was looked at.
struct SizedValue {
  std::size_t index = 0;  // in the list of values
  FileVerdict verdict;
  SizeVerdicts verdicts;  // beside verdict.expectations; a tier that saturates meets nothing
  bool meets() const;
  bool fails() const;
};

struct SizingOutcome {
  std::string file, title, path;
  std::vector<std::string> expectations;  // that counted
  std::vector<Node> values;
  std::vector<double> numbers;  // beside them; empty where they are no numbers
  bool range = false;
  SizeFound found;
  std::vector<SizedValue> seen;  // by index
  double error_rate = 0;         // of all verdicts together
  std::size_t values_most = 0;   // that the rate was shared by
  std::int64_t seed = 0;
  std::int64_t flown = 0, kept = 0;
  double seconds = 0, budget_seconds = 0;
  bool interrupted = false, out_of_time = false;
  std::string broken;   // a value at which replications failed or an audit is violated: what, and where
  int broken_code = 0;  // its exit code
  std::string store_trouble;
};

// Nothing, and the problems, where the scenario can not be read with the first, the last or any other value
// that is asked for, or expects nothing.
std::optional<SizingOutcome> find_sizing(const SizingRequest& request, const Catalog& catalog,
                                         const SizingSettings& settings, Problems& problems);

// 0 an answer, 1 no value meets all, 3 undecided or not to the end, 4, 5, 6 as a run at the value that broke,
// 130 interrupted.
int exit_code(const SizingOutcome& outcome);

}  // namespace windtunnel

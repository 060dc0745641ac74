// What a check found: of each file its expectations, and what differs from how it was; of the whole set, how
// often it may be wrong.
//
// It is a value without a flight behind it, so that every format (text, JSON, JUnit, Markdown, annotations,
// page) is a function of it and none can say what another does not.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "models/expect/gate_fields.hpp"
#include "models/expect/metrics.hpp"
#include "sim/config/position.hpp"
#include "sim/stats/comparison.hpp"
#include "sim/stats/interval.hpp"
#include "sim/study/comparison.hpp"

namespace windtunnel {

// Whose change a difference is.
enum class Cause { kFile, kCatalog, kEngine, kSeveral };
const char* word(Cause cause);  // "file", "catalog", "engine", "several"

struct ExpectationVerdict {
  std::string name;
  std::string figure;  // "latency_p99 (before)"
  const Metric* metric = nullptr;
  Position where;
  Side side = Side::kAtMost;
  double limit = 0;
  Estimate estimate;    // by whose interval it was judged
  Judgement judgement;  // once it is decided it stays
  double confidence = 0;
  std::int64_t replications = 0;  // when it was judged
};

struct DifferenceVerdict {
  std::string figure;
  const Metric* metric = nullptr;
  std::vector<std::string> parts;  // beside row_parts(); "" for all
  std::string expectation;         // that is about it; "" for a figure of the overview
  Position where;                  // of that expectation, else of the file
  Cause cause = Cause::kFile;
  bool paired = true;
  double before = 0, after = 0;
  Estimate absolute, relative;
  double matters = 0;  // relative
  std::string lack_before, lack_after;
  Compared verdict = Compared::kUndecided;
  bool open = true;  // more replications may decide it
  double confidence = 0;
  std::int64_t replications = 0;
};

// One value of a table that is not what it was.
struct CatalogChange {
  std::string table;  // "catalog:gcp/instances/2026-07-30"
  std::string row;    // "n2-standard-4 europe-west1"
  std::string column;
  std::string before, after;  // "" where there is none
};

enum class Held {
  kNothing,    // nobody asked
  kNew,        // there is no such file on the other side
  kUnread,     // there is one, and this version can not read it
  kUnchanged,  // the same flight
  kChanged
};
const char* word(Held held);  // "", "new", "unread", "unchanged", "changed"

struct FileVerdict {
  std::string file;
  std::string title;
  std::string hash;
  std::int64_t seed = 0;
  GateFields gate;
  Held held = Held::kNothing;
  std::string note;                     // why it is unread, or held against a baseline of another version
  std::vector<FileDifference> changes;  // of the resolved file
  std::vector<CatalogChange> catalog;
  std::vector<std::string> engine;  // "version 0.1.0 -> 0.2.0"
  std::vector<ExpectationVerdict> expectations;
  std::vector<DifferenceVerdict> differences;
  std::vector<std::string> failures;       // replications that could not be finished
  std::vector<std::string> broken_audits;  // and promises of stores that were not kept
  std::set<std::string> unjudged;          // promises of stores that a search could not judge to its end
  bool broken_promise = false;
  std::int64_t looks = 0;
  std::int64_t replications = 0;  // at the last look; 0 where there was none
};

struct CheckOutcome {
  std::vector<FileVerdict> files;  // in the order given
  std::string against;             // "main (3f2a91c)"; "" where nothing was asked
  double error_rate = 0;           // that any verdict is wrong, at most
  std::int64_t flown = 0, kept = 0;
  double seconds = 0;  // wall-clock
  double budget_seconds = 0;
  bool interrupted = false, out_of_time = false;
  std::string store;          // the file; "" where nothing is kept
  std::string store_trouble;  // why it can keep nothing more
};

// What a file's verdicts come to, gravest first.
enum class Grade { kBroken, kFails, kUndecided, kWarns, kPasses };
const char* word(Grade grade);  // "broken", "fails", "undecided", "warns", "passes"
Grade grade_of(const FileVerdict& file);

// Of a file: expectations that fail, figures that got worse or better, questions that are undecided.
struct Tally {
  std::size_t expectations = 0, hold = 0, fail = 0, undecided = 0;
  std::size_t differences = 0, same = 0, worse = 0, better = 0, differences_undecided = 0;

  void add(const Tally& other);
};
Tally tally_of(const FileVerdict& file);
Tally tally_of(const CheckOutcome& outcome);

// Whether an undecided difference weighs as an undecided expectation does: some expectation is about it.
bool weighs(const DifferenceVerdict& difference);

// What the command's exit says: 0 fine, 1 an expectation fails or a figure got worse, 3 undecided where that
// fails, 4 an audit is violated, 5 could not run, 6 broken promise, 130 interrupted; the gravest wins in the
// order 6 5 130 4 1 3.
int exit_code(const CheckOutcome& outcome);

}  // namespace windtunnel

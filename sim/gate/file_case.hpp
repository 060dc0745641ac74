// One file under check: which questions it has, what each look answers, and how far the open ones are from
// their answer.
//
// The questions are chosen before anything is flown: every expectation; and where the file is held against
// another, every figure that an expectation is about or that the overview shows. A look is at a fixed number
// of replications, and judges the open questions by intervals so wide that all looks at all questions of all
// files together are wrong as often as stated, at most (error_spending.hpp). A question that was answered
// stays answered.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/gate/baseline.hpp"
#include "sim/gate/flown_scenario.hpp"
#include "sim/gate/flying.hpp"
#include "sim/gate/outcome.hpp"
#include "sim/stats/sequential.hpp"

namespace windtunnel {

// A file that was read, and what it is held against.
struct CheckedFile {
  std::string file;
  std::shared_ptr<const Loaded> now;
  // The other side as it was, and as it would be under the tables of today; nullptr where there is none, and
  // the second where it could not be planned under them. All have one seed.
  std::shared_ptr<const Loaded> was, was_under_catalog;
  // A baseline instead of an other side that is there: `was` is then the design that it keeps, planned today.
  std::shared_ptr<const Baseline> baseline;
  std::vector<std::string> engine;     // what of this program is not what it was
  std::vector<CatalogChange> catalog;  // tables that are not what they were, by date
  Held held = Held::kNothing;
  std::string note;
};

// How often a question may be answered wrongly, over all its looks.
struct QuestionRates {
  double expectation = 0, difference = 0;
};

class FileCase {
 public:
  // Sides that are the same flight are the same object; nullptr where there is none. The first look is at
  // `first_look` replications or the file's own, whichever is later.
  FileCase(const CheckedFile& file, FlownScenario* now, FlownScenario* was, FlownScenario* was_under_catalog,
           std::int64_t first_look = 2);

  std::size_t expectations() const { return verdict_.expectations.size(); }
  std::size_t differences() const { return verdict_.differences.size(); }
  const GateFields& gate() const { return verdict_.gate; }

  // Whether something is open that more replications may decide.
  bool is_open() const;
  std::vector<FlightOrder> orders() const;  // what the next look needs
  bool can_look() const;                    // whether all of it has landed
  void look(const QuestionRates& rates);
  // Events until the nearest open question is likely to be decided; a guess by which rounds are ordered.
  double events_to_go() const;

  const FileVerdict& verdict() const { return verdict_; }
  std::vector<FlownScenario*> sides() const;  // each once

 private:
  // A question about what differs between two of the sides.
  struct Pair {
    FlownScenario* from = nullptr;  // nullptr: what a baseline keeps
    FlownScenario* to = nullptr;
    RowKey key;  // in the terms of `from`, or of `to` where there is none
    KeptMean kept;
  };
  void compare_files(const CheckedFile& file);
  void ask_differences(FlownScenario* from, FlownScenario* to, Cause cause);
  void ask_kept(const Baseline& baseline, FlownScenario* to, Cause cause);
  DifferenceVerdict& ask(const RowKey& key, const Flight& flight, Cause cause,
                         const ExpectationVerdict* named);
  const ExpectationVerdict* named_in(const Loaded& loaded, const RowKey& row) const;
  void judge_expectations(const Answer& now, double confidence);
  void judge_differences(double confidence);
  void judge_kept(DifferenceVerdict& asked, const Pair& pair, const Answer& now) const;
  void note_failures(const Answer& answer, const std::string& side);
  std::int64_t next() const;  // the number of replications of the next look

  std::shared_ptr<const Loaded> file_;  // whose flight `now_` is: that may have been planned for another file
  FlownScenario* now_;
  FlownScenario* was_;
  FlownScenario* was_under_catalog_;
  FileVerdict verdict_;
  std::vector<Pair> pairs_;  // beside verdict_.differences
  SequentialPlan looks_;
};

// "latency_p99 (before, web)".
std::string figure_words(const Metric& metric, const std::vector<std::string>& parts);

}  // namespace windtunnel

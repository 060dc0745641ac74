// The settings of an experiment: the scenario's own faults and expectations put aside, one trouble added, one
// expectation that it breaks.
//
// The scenario's own faults would hide which trouble did it, and its expectations may hang on phases that
// exist only while there is one fault; so both are switched off and not removed. Times follow from the run:
// the trouble comes in the middle of what is measured, or where the load is highest.
#pragma once

#include <string>
#include <utility>

#include "models/lint/lint.hpp"

namespace windtunnel {

class Trial {
 public:
  explicit Trial(const LintSubject& subject);

  // Any setting, as PATH=VALUE.
  Trial& set(const std::string& path, const std::string& value);
  // `fields` are JSON without braces: "kind": "crash", ... The phase `lint` spans the first one added.
  Trial& fault(const std::string& name, const std::string& fields, Time at, Duration lasts);
  // Instead of the first fault's own span.
  Trial& phase(Time start, Time end);
  // `fields` are JSON without braces: "metric": "availability", "at_least": 0.9. The phase `lint` is added
  // where there is one.
  Trial& expect(const std::string& fields);
  Experiment shows(std::string words);

 private:
  Experiment experiment_;
  bool has_phase_ = false;
};

// From where to where the measured run goes.
std::pair<Time, Time> measured(const Flight& flight);
// A span of this length around the middle of the measured run; shorter where the run is.
std::pair<Time, Duration> in_the_middle(const Flight& flight, Duration lasts);
// The same around the moment at which the open workloads bring most.
std::pair<Time, Duration> at_the_peak(const LintSubject& subject, Duration lasts);
// To a number of milliseconds, or of seconds from ten on, as people would write it.
Duration rounded(Duration duration);
// "region" is one of several; else nothing is to be said of it. With a comma before.
std::string region_selector(const Flight& flight, std::uint32_t region);
// The same of a class.
std::string class_selector(const Flight& flight, std::uint32_t request_class);

}  // namespace windtunnel

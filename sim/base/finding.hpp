// What a conformance suite found: the promise that a model broke, and the shortest story that shows it.
//
// Suites run over the models of the library in our own tests, and over anybody's in `windtunnel conform`; so
// they answer a value and know nothing of a test framework.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace windtunnel {

struct Finding {
  std::string property;            // "PicksOneOfThoseThatAreUp"; "" when every promise was kept
  std::string what;                // in this case: "picked index 3 of 3"
  std::uint64_t seed = 0;          // that makes it again
  std::vector<std::string> story;  // step by step, shrunk to what is needed

  bool empty() const { return property.empty(); }
};

// What a suite looks at: so many schedules from this seed on.
struct ConformanceOptions {
  std::uint64_t seed = 1;
  std::uint64_t schedules = 1'000;
};

// One promise that a suite tries, for those who list what was kept.
struct Promised {
  std::string property;
  std::string meaning;
};

}  // namespace windtunnel

// What scenarios have to come out as: closed forms and published figures, each with its source and its
// mistake.
//
// A row names a scenario file, settings on top of it (as --set would make them), what its metrics must be,
// and a negative control: a wrong scenario that has to fail the same check at the same length, so that a pass
// means something. Times are in units of the mean service of 1 s, as in the literature. How a figure is
// judged stands in validation_test.cpp.
#pragma once

#include <string>
#include <vector>

namespace windtunnel::validation {

struct Setting {
  std::string path;
  std::string value;      // JSON, else a string
  bool replaces = false;  // what the file says is removed first: an object would be merged with it
};

struct Figure {
  std::string metric;     // of the closed list of metrics
  double expected = 0;    // in the metric's unit: seconds, shares, counts, per second
  double tolerance = 0;   // the judged interval's half width must be below this, or the check says too little
  std::string tier = {};  // selectors; empty: all
  std::string request_class = {};
  double expected_error = 0;  // 95% half width of the expected value where it is itself a simulation's
};

struct Mistake {
  std::string what;               // in words: what is wrong in the control
  std::vector<Setting> settings;  // on top of the row's own
  std::string metric;             // the figure that must fail (the first of this name)
};

struct Row {
  std::string id;    // of the validation table, A-MM1 ...
  std::string name;  // PascalCase, of the test
  std::string source;
  std::string scenario;  // below scenarios/validation
  std::vector<Setting> settings;
  std::vector<Figure> figures;
  Mistake mistake;
};

std::vector<Row> rows();

}  // namespace windtunnel::validation

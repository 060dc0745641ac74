// The values that binders of studies share: a study that was read, what came of it, the store that keeps it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/study/study_summary.hpp"
#include "sim/study/study_tables.hpp"

namespace windtunnel::python {

// A study that was read, with the tables that its points are read with.
struct Study {
  StudyPlan plan;
  Catalog catalog;
  std::vector<PointSketch> sketches;
};

struct StudyFlown {
  std::shared_ptr<const Study> study;
  StudyOutcome outcome;
  StudyFindings findings;
};

// A store that Python opened; closed by hand, or when nobody has it any more.
struct Store {
  std::unique_ptr<ResultStore> file;

  ResultStore& opened() const {
    CHECK(file != nullptr, "the store is closed");
    return *file;
  }
};

}  // namespace windtunnel::python

// Naming what is kept.
#include "sim/study/study_key.hpp"

#include <string>

#include "sim/base/version.hpp"
#include "sim/config/write.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

const std::string& versions() {
  static const std::string text = std::string(version()) + " " + std::to_string(kResultsVersion);
  return text;
}

}  // namespace

Hash128 point_key(const Loaded& loaded, const std::vector<RowKey>& rows) {
  return point_key(loaded.hash, loaded, rows);
}

Hash128 point_key(const std::string& hash, const Loaded& loaded, const std::vector<RowKey>& rows) {
  std::string text;
  text.reserve(1024 + rows.size());
  text.append(versions()).append("\n").append(hash).append("\n");
  text += std::to_string(loaded.scenario.run.seed);
  for (const CodeHash& code : loaded.code) text += "\n" + code.name + " " + code.hash;
  const Metric* last = nullptr;
  for (const RowKey& row : rows) {
    // Rows come by metric, and their parts are a matter of the scenario: a name and how many are enough.
    if (row.metric != last) text.append("\n").append(row.metric->name);
    text += '.';
    last = row.metric;
  }
  return hash128(text);
}

Hash128 study_key(const StudyPlan& plan) {
  return hash128(versions() + "\n" + canonical_json(plan.fields) + "\n" + plan.base.root().to_json());
}

}  // namespace windtunnel

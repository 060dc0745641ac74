// What does not fit into a Sampler's few doubles; internal to sim/base.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/samplers.hpp"
#include "sim/base/zipf.hpp"

namespace windtunnel {

struct SamplerTable {
  std::vector<Sampler::Quantile> points;  // empirical
  std::vector<double> values;             // samples, sorted; hyperexponential: the means
  std::vector<double> cumulative;         // mixture and hyperexponential: of the weights, the last is 1
  std::vector<Sampler> parts;             // mixture; truncated: the one
  double low = 0, high = 0, cdf_low = 0, mass = 1;  // truncated
  std::optional<Zipf> zipf;
};

}  // namespace windtunnel

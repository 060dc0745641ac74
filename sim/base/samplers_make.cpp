// Making samplers from their parameters; a parameter out of range is a broken promise of the program.
#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/sampler_table.hpp"
#include "sim/base/samplers.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::vector<double> cumulative_of(const std::vector<double>& weights) {
  double total = 0;
  for (const double weight : weights) {
    CHECK(weight >= 0 && weight < math::kInfinity, "a weight of " + shortest(weight));
    total += weight;
  }
  CHECK(total > 0, "weights that sum to nothing");
  std::vector<double> cumulative;
  double sum = 0;
  for (const double weight : weights) cumulative.push_back((sum += weight) / total);
  cumulative.back() = 1;
  return cumulative;
}

}  // namespace

Sampler Sampler::constant(double value) {
  CHECK(std::isfinite(value), "a constant has to be finite");
  return Sampler(Kind::kConstant, value, 1);
}

Sampler Sampler::uniform(double low, double high) {
  CHECK(low <= high && std::isfinite(low) && std::isfinite(high), shortest(low) + " to " + shortest(high));
  return low == high ? constant(low) : Sampler(Kind::kUniform, low, high - low);
}

Sampler Sampler::exponential(double mean) {
  CHECK(mean > 0 && std::isfinite(mean), shortest(mean));
  return Sampler(Kind::kExponential, 0, mean);
}

Sampler Sampler::erlang(int stages, double mean) {
  CHECK(stages >= 1 && mean > 0 && std::isfinite(mean), shortest(mean));
  return Sampler(Kind::kErlang, 0, mean / stages, stages);
}

Sampler Sampler::hyperexponential(const std::vector<Phase>& phases) {
  CHECK(!phases.empty(), "no phases");
  auto table = std::make_shared<SamplerTable>();
  std::vector<double> weights;
  for (const Phase& phase : phases) {
    CHECK(phase.mean > 0 && std::isfinite(phase.mean), shortest(phase.mean));
    weights.push_back(phase.probability);
    table->values.push_back(phase.mean);
  }
  table->cumulative = cumulative_of(weights);
  Sampler sampler(Kind::kHyperexponential, 0, 1);
  sampler.table_ = std::move(table);
  return sampler;
}

Sampler Sampler::normal(double mean, double deviation) {
  CHECK(deviation >= 0 && std::isfinite(mean) && std::isfinite(deviation), shortest(deviation));
  return deviation == 0 ? constant(mean) : Sampler(Kind::kNormal, mean, deviation);
}

Sampler Sampler::lognormal(double mu, double sigma) {
  CHECK(sigma >= 0 && std::isfinite(mu) && std::isfinite(sigma), shortest(sigma));
  return sigma == 0 ? constant(math::exp(mu)) : Sampler(Kind::kLognormal, 0, math::exp(mu), sigma);
}

Sampler Sampler::gamma(double shape, double scale) {
  CHECK(shape > 0 && scale > 0 && std::isfinite(shape) && std::isfinite(scale), shortest(shape));
  return Sampler(Kind::kGamma, 0, scale, shape);
}

Sampler Sampler::weibull(double shape, double scale) {
  CHECK(shape > 0 && scale > 0 && std::isfinite(shape) && std::isfinite(scale), shortest(shape));
  return Sampler(Kind::kWeibull, 0, scale, shape, 1 / shape);
}

Sampler Sampler::pareto(double shape, double scale) {
  CHECK(shape > 0 && scale > 0 && std::isfinite(shape) && std::isfinite(scale), shortest(shape));
  return Sampler(Kind::kPareto, 0, scale, shape, 1 / shape);
}

Sampler Sampler::zipf(std::uint64_t count, double exponent) {
  CHECK(count >= 1 && count <= (std::uint64_t{1} << 53) && exponent >= 0, shortest(exponent));
  auto table = std::make_shared<SamplerTable>();
  table->zipf.emplace(count, exponent);
  Sampler sampler(Kind::kZipf, 0, 1);
  sampler.table_ = std::move(table);
  return sampler;
}

Sampler Sampler::empirical(std::vector<Quantile> quantiles) {
  CHECK(quantiles.size() >= 2 && quantiles.front().p == 0 && quantiles.back().p == 1, "p from 0 to 1");
  for (std::size_t i = 1; i < quantiles.size(); ++i) {
    CHECK(quantiles[i].p > quantiles[i - 1].p && quantiles[i].value >= quantiles[i - 1].value,
          "at p = " + shortest(quantiles[i].p));
  }
  auto table = std::make_shared<SamplerTable>();
  table->points = std::move(quantiles);
  Sampler sampler(Kind::kEmpirical, 0, 1);
  sampler.table_ = std::move(table);
  return sampler;
}

Sampler Sampler::samples(std::vector<double> values) {
  CHECK(!values.empty(), "no samples");
  for (const double value : values) CHECK(std::isfinite(value), shortest(value));
  std::sort(values.begin(), values.end());
  auto table = std::make_shared<SamplerTable>();
  table->values = std::move(values);
  Sampler sampler(Kind::kSamples, 0, 1);
  sampler.table_ = std::move(table);
  return sampler;
}

Sampler Sampler::mixture(std::vector<Part> parts) {
  CHECK(!parts.empty(), "a mixture of nothing");
  auto table = std::make_shared<SamplerTable>();
  std::vector<double> weights;
  for (Part& part : parts) {
    weights.push_back(part.weight);
    table->parts.push_back(std::move(part.sampler));
  }
  table->cumulative = cumulative_of(weights);
  Sampler sampler(Kind::kMixture, 0, 1);
  sampler.table_ = std::move(table);
  return sampler;
}

Sampler Sampler::shifted(double by) const {
  CHECK(std::isfinite(by), shortest(by));
  Sampler sampler = *this;
  sampler.shift_ += by;
  return sampler;
}

Sampler Sampler::scaled(double factor) const {
  CHECK(factor > 0 && std::isfinite(factor), shortest(factor));
  Sampler sampler = *this;
  sampler.shift_ *= factor;
  sampler.scale_ *= factor;
  return sampler;
}

double Sampler::mass(double low, double high) const {
  // P(low <= X <= high): a constant, a sample or a rank may sit at low itself.
  return low > high ? 0 : cdf(high) - cdf(std::nextafter(low, -math::kInfinity));
}

Sampler Sampler::truncated(double low, double high) const {
  const double kept = mass(low, high);
  CHECK(kept > 0, "nothing between " + shortest(low) + " and " + shortest(high));
  if (is_constant() || (low <= min() && high >= max())) return *this;
  auto table = std::make_shared<SamplerTable>();
  table->parts.push_back(*this);
  table->low = low;
  table->high = high;
  table->cdf_low = cdf(std::nextafter(low, -math::kInfinity));
  table->mass = kept;
  Sampler sampler(Kind::kTruncated, 0, 1);
  sampler.table_ = std::move(table);
  return sampler;
}

}  // namespace windtunnel

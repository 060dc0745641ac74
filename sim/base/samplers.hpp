// Distributions that draw: one closed value type for all of them, so that a draw is a switch and not a
// virtual call.
//
// The standard library's distributions differ between implementations; these are our own and use
// sim/base/math. Those of one continuous parameter family (uniform, exponential, normal, lognormal, Weibull,
// Pareto, empirical, and their truncations) draw by inversion: the draw is quantile(u) of one uniform u, to
// the bit, so that common random numbers stay paired when a parameter changes. Erlang, hyperexponential,
// gamma, Zipf and mixtures use more numbers. A Sampler has no unit: who makes it knows whether it gives
// seconds, bytes or counts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/math.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {

struct SamplerTable;  // what does not fit into the value itself: quantile tables, samples, parts

class Sampler {
 public:
  struct Quantile {
    double p, value;
  };
  struct Phase {
    double probability, mean;
  };
  struct Part;  // {weight, sampler}, below

  Sampler() = default;  // the constant 0

  // Parameters out of range are a CHECK here; the solve_ functions below are for numbers that people gave.
  static Sampler constant(double value);
  static Sampler uniform(double low, double high);
  static Sampler exponential(double mean);
  static Sampler erlang(int stages, double mean);  // sum of `stages` exponentials; cv = 1 / sqrt(stages)
  static Sampler hyperexponential(const std::vector<Phase>& phases);  // one of several exponentials; cv >= 1
  static Sampler normal(double mean, double deviation);
  static Sampler lognormal(double mu, double sigma);  // of the logarithm
  static Sampler gamma(double shape, double scale);   // Marsaglia and Tsang 2000
  static Sampler weibull(double shape, double scale);
  static Sampler pareto(double shape, double scale);  // P(X > x) = (scale / x)^shape from scale on
  static Sampler zipf(std::uint64_t count,
                      double exponent);  // ranks 1 .. count; Hoermann and Derflinger 1996
  // Linear between the points; p strictly increasing from 0 to 1, values not decreasing.
  static Sampler empirical(std::vector<Quantile> quantiles);
  static Sampler samples(std::vector<double> values);  // each of them equally likely
  static Sampler mixture(std::vector<Part> parts);     // weights are made to sum to 1
  Sampler shifted(double by) const;
  Sampler scaled(double factor) const;               // factor > 0
  Sampler truncated(double low, double high) const;  // conditional on low <= X <= high

  double operator()(Rng& rng) const {
    switch (kind_) {
      case Kind::kConstant:
        return shift_;
      case Kind::kUniform:
        return shift_ + scale_ * rng.uniform();
      case Kind::kExponential:
        return shift_ - scale_ * math::log(1 - rng.uniform());
      case Kind::kNormal:
        return shift_ + scale_ * math::normal_quantile(rng.uniform());
      case Kind::kLognormal:
        return shift_ + scale_ * math::exp(a_ * math::normal_quantile(rng.uniform()));
      default:
        return shift_ + scale_ * draw(rng);
    }
  }

  double mean() const;  // infinite where it is
  double variance() const;
  double deviation() const;
  double cv() const;                           // deviation / mean
  double quantile(double p) const;             // smallest x with cdf(x) >= p
  double cdf(double x) const;                  // P(X <= x)
  double mass(double low, double high) const;  // P(low <= X <= high)
  // E[X^k; X <= x] for k = 0, 1, 2.
  double partial_moment(int k, double x) const;
  double min() const;  // ends of the support
  double max() const;
  bool is_constant() const { return kind_ == Kind::kConstant; }
  // One draw is quantile(one uniform): monotone in it.
  bool by_inversion() const;

 private:
  enum class Kind : std::uint8_t {
    kConstant,
    kUniform,
    kExponential,
    kErlang,
    kHyperexponential,
    kNormal,
    kLognormal,
    kGamma,
    kWeibull,
    kPareto,
    kZipf,
    kEmpirical,
    kSamples,
    kMixture,
    kTruncated
  };
  Sampler(Kind kind, double shift, double scale, double a = 0, double b = 0)
      : kind_(kind), shift_(shift), scale_(scale), a_(a), b_(b) {}

  // The standard one of the family: shift 0, scale 1.
  double draw(Rng& rng) const;
  double standard_quantile(double p) const;
  double standard_variance() const;
  double standard_partial_moment(int k, double x) const;
  double standard_min() const;
  double standard_max() const;
  double search_quantile(double p) const;

  // The draw is shift + scale * standard draw, with at most two shape parameters and a table.
  Kind kind_ = Kind::kConstant;
  double shift_ = 0, scale_ = 1, a_ = 0, b_ = 0;
  std::shared_ptr<const SamplerTable> table_;
};

struct Sampler::Part {
  double weight;
  Sampler sampler;
};

// What people know about a quantity. Two facts make a family of two parameters, one makes one of one.
struct Known {
  std::optional<double> mean, cv;
  std::vector<Sampler::Quantile> quantiles;  // such as {0.5, 6 ms}, {0.99, 40 ms}
  std::size_t count() const { return (mean ? 1 : 0) + (cv ? 1 : 0) + quantiles.size(); }
};

// Either a sampler or the reason why there is none, as a sentence for the person who gave the numbers.
struct Solved {
  std::optional<Sampler> sampler;
  std::string problem;
  explicit operator bool() const { return sampler.has_value(); }
};

Solved solve_exponential(const Known& known);  // one fact: the mean or a quantile
Solved solve_uniform(const Known& known);      // two facts
Solved solve_normal(const Known& known);       // two facts
Solved solve_lognormal(const Known& known);    // two facts; of two solutions the one with the smaller cv
Solved solve_gamma(const Known& known);
Solved solve_weibull(const Known& known);
Solved solve_pareto(const Known& known);            // cv is finite for shape > 2 only
Solved solve_erlang(const Known& known);            // mean and cv = 1 / sqrt(whole number)
Solved solve_hyperexponential(const Known& known);  // mean and cv >= 1; two phases with balanced means

}  // namespace windtunnel

// Drawing from, and computing with, every distribution.
//
// Each family is written once in its standard form (shift 0, scale 1). Its truth is one function, the partial
// moment E[X^k; X <= x]: cdf, mean, variance and every truncation or mixture follow from it.
#include "sim/base/samplers.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/sampler_table.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

namespace {

// x^k for k = 0, 1, 2.
double power(double x, int k) { return k == 0 ? 1 : k == 1 ? x : x * x; }

// Index of the first cumulative weight above u.
std::size_t which(const std::vector<double>& cumulative, double u) {
  std::size_t i = 0;
  while (i + 1 < cumulative.size() && u >= cumulative[i]) ++i;
  return i;
}

double weight_of(const std::vector<double>& cumulative, std::size_t i) {
  return cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
}

// Marsaglia and Tsang 2000; for shape < 1 their boost by a uniform's power.
double draw_gamma(double shape, Rng& rng) {
  if (shape < 1) {
    const double boost = math::exp(math::log(rng.uniform()) / shape);
    return boost * draw_gamma(shape + 1, rng);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = math::normal_quantile(rng.uniform());
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root, u = rng.uniform(), x2 = x * x;
    if (u < 1 - 0.0331 * x2 * x2 || math::log(u) < 0.5 * x2 + d * (1 - v + math::log(v))) return d * v;
  }
}

}  // namespace

bool Sampler::by_inversion() const {
  switch (kind_) {
    case Kind::kErlang:
    case Kind::kHyperexponential:
    case Kind::kGamma:
    case Kind::kZipf:
    case Kind::kMixture:
      return false;
    case Kind::kTruncated:
      return table_->parts[0].by_inversion();
    default:
      return true;
  }
}

double Sampler::draw(Rng& rng) const {
  switch (kind_) {
    case Kind::kErlang: {
      if (a_ > 12) return draw_gamma(a_, rng);
      double product = 1;  // at most 12 factors of at least 2^-53: above 2^-636
      for (int i = 0; i < static_cast<int>(a_); ++i) product *= rng.uniform();
      return -math::log(product);
    }
    case Kind::kHyperexponential: {
      const std::size_t phase = which(table_->cumulative, rng.uniform());
      return -table_->values[phase] * math::log(1 - rng.uniform());
    }
    case Kind::kGamma:
      return draw_gamma(a_, rng);
    case Kind::kZipf:
      return static_cast<double>((*table_->zipf)(rng));
    case Kind::kMixture:
      return table_->parts[which(table_->cumulative, rng.uniform())](rng);
    case Kind::kTruncated: {
      const Sampler& part = table_->parts[0];
      if (part.by_inversion() || table_->mass < 0.05) return standard_quantile(rng.uniform());
      while (true) {
        const double x = part(rng);
        if (x >= table_->low && x <= table_->high) return x;
      }
    }
    default:
      return standard_quantile(rng.uniform());
  }
}

double Sampler::standard_quantile(double p) const {
  switch (kind_) {
    case Kind::kConstant:
      return 0;
    case Kind::kUniform:
      return p;
    case Kind::kExponential:
      return -math::log(1 - p);
    case Kind::kErlang:
    case Kind::kGamma:
      return math::gamma_p_inverse(a_, p);
    case Kind::kNormal:
      return math::normal_quantile(p);
    case Kind::kLognormal:
      return math::exp(a_ * math::normal_quantile(p));
    case Kind::kWeibull:
      return p == 0 ? 0 : math::exp(b_ * math::log(-math::log(1 - p)));
    case Kind::kPareto:
      return math::exp(-b_ * math::log(1 - p));
    case Kind::kZipf:
      return static_cast<double>(table_->zipf->quantile(p));
    case Kind::kEmpirical: {
      const std::vector<Quantile>& points = table_->points;
      auto above = std::upper_bound(points.begin(), points.end(), p,
                                    [](double x, const Quantile& q) { return x < q.p; });
      if (above == points.end()) return points.back().value;
      const Quantile& right = *above;
      const Quantile& left = *(above - 1);
      return left.value + (right.value - left.value) * ((p - left.p) / (right.p - left.p));
    }
    case Kind::kSamples: {
      const double place = p * static_cast<double>(table_->values.size());
      const auto index = static_cast<std::size_t>(std::max(0.0, std::ceil(place) - 1));
      return table_->values[std::min(index, table_->values.size() - 1)];
    }
    case Kind::kTruncated: {
      // Below 1 even when the sum rounds up: nobody may draw infinity.
      const double q = std::min(1 - 0x1p-53, table_->cdf_low + p * table_->mass);
      const double x = table_->parts[0].quantile(q);
      return std::min(std::max(x, table_->low), table_->high);
    }
    case Kind::kHyperexponential:
    case Kind::kMixture:
      return search_quantile(p);
  }
  return 0;
}

// Halving for where no formula helps; 1100 steps reach the last bit from any start, 200 nearly always.
double Sampler::search_quantile(double p) const {
  double low = standard_min(), high = standard_max();
  if (p <= 0) return low;
  if (p >= 1) return high;
  if (!(low > -math::kInfinity)) {
    for (low = -1; standard_partial_moment(0, low) >= p;) low *= 2;
  }
  if (!(high < math::kInfinity)) {
    // Weights that sum to a bit less than 1 may never reach a p next to 1.
    for (high = std::max(1.0, 2 * low); standard_partial_moment(0, high) < p && high < 1e300;) high *= 2;
  }
  if (standard_partial_moment(0, low) >= p) return low;
  while (true) {
    const double middle = 0.5 * low + 0.5 * high;
    if (!(middle > low && middle < high)) return high;
    (standard_partial_moment(0, middle) >= p ? high : low) = middle;
  }
}

// Long because each kind has its own formula, and side by side they can be compared.
double Sampler::standard_partial_moment(int k, double x) const {
  using namespace math;
  switch (kind_) {
    case Kind::kConstant:
      return k == 0 && x >= 0 ? 1 : 0;
    case Kind::kUniform:
      return x <= 0 ? 0 : pow(std::min(x, 1.0), k + 1) / (k + 1);
    case Kind::kExponential:
      return (k == 2 ? 2 : 1) * gamma_p(k + 1, x);
    case Kind::kErlang:
    case Kind::kGamma:
      return (k == 0 ? 1 : k == 1 ? a_ : a_ * (a_ + 1)) * gamma_p(a_ + k, x);
    case Kind::kHyperexponential: {
      double sum = 0;
      for (std::size_t i = 0; i < table_->values.size(); ++i) {
        const double mean = table_->values[i];
        sum +=
            weight_of(table_->cumulative, i) * power(mean, k) * (k == 2 ? 2 : 1) * gamma_p(k + 1, x / mean);
      }
      return sum;
    }
    case Kind::kNormal:
      if (k == 0) return normal_cdf(x);
      if (k == 1) return -normal_pdf(x);
      return normal_cdf(x) - (std::isfinite(x) ? x * normal_pdf(x) : 0);
    case Kind::kLognormal:
      return x <= 0 ? 0 : exp(0.5 * k * k * a_ * a_) * normal_cdf(log(x) / a_ - k * a_);
    case Kind::kWeibull:
      return x <= 0 ? 0 : exp(lgamma(1 + k * b_)) * gamma_p(1 + k * b_, pow(x, a_));
    case Kind::kPareto: {
      if (x <= 1) return 0;
      if (a_ == k) return log(x) * a_;
      // a / (a - k) (1 - x^(k - a)), through expm1 because a may be close to k.
      if (x == kInfinity) return a_ > k ? a_ / (a_ - k) : kInfinity;
      return a_ * expm1((k - a_) * log(x)) / (k - a_);
    }
    case Kind::kZipf:
      return table_->zipf->partial_moment(k, x);
    case Kind::kEmpirical: {
      // Uniform between two points: the integral of x^k over the covered part, by Simpson, exact to k = 2.
      double sum = 0;
      for (std::size_t i = 1; i < table_->points.size(); ++i) {
        const Quantile &left = table_->points[i - 1], &right = table_->points[i];
        if (x < left.value) break;
        const double width = right.value - left.value;
        const double covered = x >= right.value || width == 0 ? 1 : (x - left.value) / width;
        const double end = left.value + covered * width, middle = left.value + 0.5 * covered * width;
        sum +=
            (right.p - left.p) * covered * (power(left.value, k) + 4 * power(middle, k) + power(end, k)) / 6;
      }
      return sum;
    }
    case Kind::kSamples: {
      double sum = 0;
      for (const double value : table_->values) {
        if (value > x) break;
        sum += power(value, k);
      }
      return sum / static_cast<double>(table_->values.size());
    }
    case Kind::kMixture: {
      double sum = 0;
      for (std::size_t i = 0; i < table_->parts.size(); ++i) {
        sum += weight_of(table_->cumulative, i) * table_->parts[i].partial_moment(k, x);
      }
      return sum;
    }
    case Kind::kTruncated: {
      if (x < table_->low) return 0;
      const Sampler& part = table_->parts[0];
      const double below = std::nextafter(table_->low, -kInfinity);
      return (part.partial_moment(k, std::min(x, table_->high)) - part.partial_moment(k, below)) /
             table_->mass;
    }
  }
  return 0;
}

double Sampler::partial_moment(int k, double x) const {
  CHECK(k >= 0 && k <= 2, "moments 0, 1 and 2");
  const double z = x == math::kInfinity || x == -math::kInfinity ? x : (x - shift_) / scale_;
  const double m0 = standard_partial_moment(0, z);
  if (k == 0) return m0;
  const double m1 = standard_partial_moment(1, z);
  if (k == 1) return shift_ * m0 + scale_ * m1;
  return shift_ * shift_ * m0 + 2 * shift_ * scale_ * m1 + scale_ * scale_ * standard_partial_moment(2, z);
}

// Direct formulas where they are better than the difference of two moments.
double Sampler::standard_variance() const {
  switch (kind_) {
    case Kind::kConstant:
      return 0;
    case Kind::kUniform:
      return 1.0 / 12;
    case Kind::kExponential:
    case Kind::kNormal:
      return 1;
    case Kind::kErlang:
    case Kind::kGamma:
      return a_;
    case Kind::kLognormal:
      return math::expm1(a_ * a_) * math::exp(a_ * a_);
    case Kind::kPareto:
      return a_ > 2 ? a_ / ((a_ - 1) * (a_ - 1) * (a_ - 2)) : math::kInfinity;
    case Kind::kSamples: {
      const double mean = standard_partial_moment(1, math::kInfinity);
      double sum = 0;
      for (const double value : table_->values) sum += (value - mean) * (value - mean);
      return sum / static_cast<double>(table_->values.size());
    }
    default: {
      const double mean = standard_partial_moment(1, math::kInfinity);
      const double square = standard_partial_moment(2, math::kInfinity);
      if (square == math::kInfinity) return square;
      return std::max(0.0, square - mean * mean);
    }
  }
}

double Sampler::mean() const {
  if (kind_ == Kind::kLognormal) return shift_ + scale_ * math::exp(0.5 * a_ * a_);
  return shift_ + scale_ * standard_partial_moment(1, math::kInfinity);
}
double Sampler::variance() const { return scale_ * scale_ * standard_variance(); }
double Sampler::deviation() const { return std::sqrt(variance()); }
double Sampler::cv() const { return deviation() / mean(); }
double Sampler::cdf(double x) const { return partial_moment(0, x); }

double Sampler::quantile(double p) const {
  CHECK(p >= 0 && p <= 1, shortest(p));
  if (p == 0) return min();
  if (p == 1) return max();
  return shift_ + scale_ * standard_quantile(p);
}

double Sampler::standard_min() const {
  switch (kind_) {
    case Kind::kNormal:
      return -math::kInfinity;
    case Kind::kPareto:
    case Kind::kZipf:
      return 1;
    case Kind::kEmpirical:
      return table_->points.front().value;
    case Kind::kSamples:
      return table_->values.front();
    case Kind::kMixture: {
      double least = math::kInfinity;
      for (std::size_t i = 0; i < table_->parts.size(); ++i)
        if (weight_of(table_->cumulative, i) > 0) least = std::min(least, table_->parts[i].min());
      return least;
    }
    case Kind::kTruncated:
      return std::max(table_->low, table_->parts[0].min());
    default:
      return 0;
  }
}

double Sampler::standard_max() const {
  switch (kind_) {
    case Kind::kConstant:
      return 0;
    case Kind::kUniform:
      return 1;
    case Kind::kZipf:
      return static_cast<double>(table_->zipf->count());
    case Kind::kEmpirical:
      return table_->points.back().value;
    case Kind::kSamples:
      return table_->values.back();
    case Kind::kMixture: {
      double most = -math::kInfinity;
      for (std::size_t i = 0; i < table_->parts.size(); ++i)
        if (weight_of(table_->cumulative, i) > 0) most = std::max(most, table_->parts[i].max());
      return most;
    }
    case Kind::kTruncated:
      return std::min(table_->high, table_->parts[0].max());
    default:
      return math::kInfinity;
  }
}

double Sampler::min() const { return shift_ + scale_ * standard_min(); }
double Sampler::max() const { return shift_ + scale_ * standard_max(); }

}  // namespace windtunnel

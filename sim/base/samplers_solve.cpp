// From what people know (mean and cv, p50 and p99) to a distribution's parameters, or the reason why there is
// none.
//
// Families of a place and a width (normal, uniform) are two linear equations. Families of a scale and a shape
// (lognormal, gamma, Weibull, Pareto) first find the shape from what does not depend on the scale (the cv, or
// the ratio of the two facts), then the scale. Where two shapes fit (a p99 not far above the mean can belong
// to a narrow law or to a very heavy tail) the narrower one is taken.
#include <cmath>
#include <functional>

#include "sim/base/samplers.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

Solved no(std::string problem) { return {std::nullopt, std::move(problem)}; }

std::string name_of(const Sampler::Quantile& quantile) { return "p" + significant(quantile.p * 100, 6); }

// The problems that any pair of facts can have; empty when there is none.
std::string problem_with(const Known& known, std::size_t facts, bool positive) {
  if (known.count() != facts) {
    return facts == 1
               ? "needs the mean or one quantile, and nothing else"
               : "needs two facts: mean and cv, mean and a quantile, cv and a quantile, or two quantiles";
  }
  if (known.mean && !(std::isfinite(*known.mean) && (*known.mean > 0 || !positive)))
    return "the mean has to be above 0";
  if (known.cv && !(std::isfinite(*known.cv) && *known.cv >= 0)) return "the cv has to be 0 or more";
  for (const Sampler::Quantile& quantile : known.quantiles) {
    if (!(quantile.p > 0 && quantile.p < 1)) return "a quantile lies between p0 and p100, both excluded";
    if (!(std::isfinite(quantile.value) && (quantile.value > 0 || !positive)))
      return name_of(quantile) + " has to be above 0";
  }
  if (known.quantiles.size() == 2) {
    const Sampler::Quantile &a = known.quantiles[0], &b = known.quantiles[1];
    if (a.p == b.p) return name_of(a) + " is given twice";
    if ((a.p < b.p) != (a.value < b.value) && a.value != b.value) {
      const bool in_order = a.p < b.p;
      return name_of(in_order ? b : a) + " is below " + name_of(in_order ? a : b);
    }
  }
  return "";
}

// place + width * z: the mean is at z = 0, the deviation is `unit` widths.
Solved solve_place_width(const Known& known, double unit, const std::function<double(double)>& z,
                         const std::function<Sampler(double, double)>& make) {
  if (const std::string problem = problem_with(known, 2, false); !problem.empty()) return no(problem);
  double place = 0, width = 0;
  if (known.quantiles.size() == 2) {
    const Sampler::Quantile &a = known.quantiles[0], &b = known.quantiles[1];
    width = (b.value - a.value) / (z(b.p) - z(a.p));
    place = a.value - width * z(a.p);
  } else if (known.mean && known.cv) {
    if (*known.mean <= 0 && *known.cv > 0) return no("a cv needs a mean above 0");
    place = *known.mean;
    width = *known.cv * place / unit;
  } else {
    const Sampler::Quantile& q = known.quantiles[0];
    const double at = z(q.p);
    if (known.mean) {
      place = *known.mean;
      if (at == 0 && q.value != place) return no("the mean of a symmetric law is its p50");
      width = at == 0 ? 0 : (q.value - place) / at;
    } else {
      const double factor = 1 + *known.cv / unit * at;  // q = place (1 + cv z / unit)
      if (!(factor > 0) || !(q.value > 0)) return no("no such law has this cv and this " + name_of(q));
      place = q.value / factor;
      width = *known.cv * place / unit;
    }
  }
  if (!(width >= 0)) return no("the quantile is on the wrong side of the mean");
  return {make(place, width), ""};
}

// A family of a scale and a shape; standard(t) has scale 1, and its cv grows with t in [low, high].
struct ScaleShape {
  std::function<Sampler(double t)> standard;
  double low, high;
};

Solved solve_scale_shape(const Known& known, const ScaleShape& family) {
  if (const std::string problem = problem_with(known, 2, true); !problem.empty()) return no(problem);
  // What the shape alone decides, as a number that has to be zero.
  const auto gap = [&](double t) {
    const Sampler standard = family.standard(t);
    if (known.cv) {
      const double cv = standard.cv();
      return cv == math::kInfinity ? math::kInfinity : math::log(cv / *known.cv);
    }
    const Sampler::Quantile& a = known.quantiles[0];
    const bool two = known.quantiles.size() == 2;
    const double other = two ? known.quantiles[1].value : *known.mean;
    const double standard_other = two ? standard.quantile(known.quantiles[1].p) : standard.mean();
    if (standard_other == math::kInfinity) return math::kNaN;
    return math::log(standard.quantile(a.p) / standard_other) - math::log(a.value / other);
  };
  constexpr int kSteps = 256;
  double before = family.low, gap_before = gap(before);
  for (int step = 1; step <= kSteps; ++step) {
    const double after = family.low + (family.high - family.low) * step / kSteps;
    const double gap_after = gap(after);
    if (!((gap_before <= 0 && gap_after >= 0) || (gap_before >= 0 && gap_after <= 0))) {
      before = after;
      gap_before = gap_after;
      continue;
    }
    double left = before, right = after;
    const bool rising = gap_before <= 0 && gap_after >= 0;
    while (true) {
      const double middle = 0.5 * (left + right);
      if (!(middle > left && middle < right)) break;
      ((gap(middle) < 0) == rising ? left : right) = middle;
    }
    const Sampler standard = family.standard(left);
    const double scale = known.mean ? *known.mean / standard.mean()
                                    : known.quantiles[0].value / standard.quantile(known.quantiles[0].p);
    return {standard.scaled(scale), ""};
  }
  return no("no law of this family has both");
}

}  // namespace

Solved solve_exponential(const Known& known) {
  if (known.cv && known.count() == 2 && known.mean) {
    if (*known.cv != 1) return no("an exponential law has cv 1");
  } else if (const std::string problem = problem_with(known, 1, true); !problem.empty()) {
    return no(problem);
  }
  if (known.cv && !known.mean) return no("needs the mean or one quantile, and nothing else");
  if (known.mean) {
    if (!(*known.mean > 0 && std::isfinite(*known.mean))) return no("the mean has to be above 0");
    return {Sampler::exponential(*known.mean), ""};
  }
  const Sampler::Quantile& q = known.quantiles[0];
  return {Sampler::exponential(q.value / -math::log1p(-q.p)), ""};
}

Solved solve_normal(const Known& known) {
  return solve_place_width(known, 1, math::normal_quantile, Sampler::normal);
}

Solved solve_uniform(const Known& known) {
  return solve_place_width(
      known, 1 / std::sqrt(12.0), [](double p) { return p - 0.5; },
      [](double middle, double width) {
        return Sampler::uniform(middle - 0.5 * width, middle + 0.5 * width);
      });
}

Solved solve_lognormal(const Known& known) {
  if (const std::string problem = problem_with(known, 2, true); !problem.empty()) return no(problem);
  if (known.quantiles.size() == 2) {
    const Sampler::Quantile &a = known.quantiles[0], &b = known.quantiles[1];
    const double za = math::normal_quantile(a.p), zb = math::normal_quantile(b.p);
    const double sigma = (math::log(b.value) - math::log(a.value)) / (zb - za);
    return {Sampler::lognormal(math::log(a.value) - sigma * za, sigma), ""};
  }
  double sigma;
  if (known.cv) {
    sigma = std::sqrt(math::log1p(*known.cv * *known.cv));
  } else {
    // log(q / mean) = z sigma - sigma^2 / 2: of the two roots the smaller one that is not negative.
    const Sampler::Quantile& q = known.quantiles[0];
    const double z = math::normal_quantile(q.p), ratio = math::log(q.value) - math::log(*known.mean);
    const double inside = z * z - 2 * ratio;
    if (inside < 0) {
      return no("no lognormal law has its " + name_of(q) + " above " +
                significant(math::exp(0.5 * z * z), 4) + " times its mean");
    }
    sigma = z - std::sqrt(inside);
    if (sigma < 0) sigma = z + std::sqrt(inside);
    if (sigma < 0) return no("no lognormal law has both this mean and this " + name_of(q));
  }
  if (known.mean) return {Sampler::lognormal(math::log(*known.mean) - 0.5 * sigma * sigma, sigma), ""};
  const Sampler::Quantile& q = known.quantiles[0];
  return {Sampler::lognormal(math::log(q.value) - sigma * math::normal_quantile(q.p), sigma), ""};
}

// The shapes below reach from cv 0.001 to a p99 of 10^40 medians; t is the logarithm of 1 / shape.
Solved solve_gamma(const Known& known) {
  if (known.mean && known.cv && *known.cv > 0 && problem_with(known, 2, true).empty()) {
    const double shape = 1 / (*known.cv * *known.cv);
    return {Sampler::gamma(shape, *known.mean / shape), ""};
  }
  return solve_scale_shape(known, {[](double t) { return Sampler::gamma(math::exp(-t), 1); }, -13.8, 4});
}

Solved solve_weibull(const Known& known) {
  if (known.quantiles.size() == 2 && problem_with(known, 2, true).empty()) {
    const Sampler::Quantile &a = known.quantiles[0], &b = known.quantiles[1];
    if (a.value == b.value) return no("no Weibull law has two equal quantiles");
    const double ya = math::log(-math::log1p(-a.p)), yb = math::log(-math::log1p(-b.p));
    const double shape = (yb - ya) / (math::log(b.value) - math::log(a.value));
    return {Sampler::weibull(shape, a.value * math::exp(-ya / shape)), ""};
  }
  return solve_scale_shape(known, {[](double t) { return Sampler::weibull(math::exp(-t), 1); }, -6.9, 4});
}

Solved solve_pareto(const Known& known) {
  if (known.quantiles.size() == 2 && problem_with(known, 2, true).empty()) {
    const Sampler::Quantile &a = known.quantiles[0], &b = known.quantiles[1];
    if (a.value == b.value) return no("no Pareto law has two equal quantiles");
    const double shape = (math::log1p(-a.p) - math::log1p(-b.p)) / (math::log(b.value) - math::log(a.value));
    return {Sampler::pareto(shape, a.value * math::exp(math::log1p(-a.p) / shape)), ""};
  }
  if (known.mean && known.cv && *known.cv > 0 && problem_with(known, 2, true).empty()) {
    const double shape = 1 + std::sqrt(1 + 1 / (*known.cv * *known.cv));  // cv^2 = 1 / (shape (shape - 2))
    return {Sampler::pareto(shape, *known.mean * (shape - 1) / shape), ""};
  }
  // A mean needs a shape above 1, a cv one above 2.
  const double least = known.cv ? 2 : 1;
  return solve_scale_shape(known,
                           {[least](double t) { return Sampler::pareto(least + math::exp(-t), 1); }, -8, 16});
}

Solved solve_erlang(const Known& known) {
  if (const std::string problem = problem_with(known, 2, true); !problem.empty()) return no(problem);
  if (!known.cv || *known.cv == 0) return no("needs a cv above 0, and the mean or a quantile");
  const double stages = std::floor(1 / (*known.cv * *known.cv) + 0.5);
  if (!(stages >= 1 && stages <= 1000))
    return no("an Erlang law has a cv from 0.032 (1000 stages) to 1 (one stage)");
  const double nearest = 1 / std::sqrt(stages);
  if (std::abs(nearest / *known.cv - 1) > 0.005) {
    return no("an Erlang law has cv 1 / sqrt(whole number); the nearest is " + significant(nearest, 4) +
              " (" + shortest(stages) + " stages); gamma takes any cv");
  }
  const Sampler standard = Sampler::erlang(static_cast<int>(stages), 1);
  return {standard.scaled(known.mean ? *known.mean
                                     : known.quantiles[0].value / standard.quantile(known.quantiles[0].p)),
          ""};
}

Solved solve_hyperexponential(const Known& known) {
  if (const std::string problem = problem_with(known, 2, true); !problem.empty()) return no(problem);
  if (!known.cv) return no("needs a cv of 1 or more, and the mean or a quantile");
  if (*known.cv < 1) return no("a hyperexponential law has a cv of 1 or more; erlang and gamma go below");
  const double square = *known.cv * *known.cv;
  const double p = 0.5 * (1 + std::sqrt((square - 1) / (square + 1)));
  const Sampler standard = Sampler::hyperexponential({{p, 0.5 / p}, {1 - p, 0.5 / (1 - p)}});
  return {standard.scaled(known.mean ? *known.mean
                                     : known.quantiles[0].value / standard.quantile(known.quantiles[0].p)),
          ""};
}

}  // namespace windtunnel

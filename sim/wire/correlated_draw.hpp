// Draws that remember: a law of any shape whose values follow each other as closely as the time between them
// is short.
//
// Jitter comes from queues that fill and drain, so two messages a millisecond apart meet nearly the same
// delay and two a minute apart do not. Drawn anew for each message, jitter averages out over a handful of
// messages and the tail of a request that makes many is far too good. Here a Gaussian process of
// Ornstein and Uhlenbeck (correlation e^(-dt / time) over any gap dt, exact at uneven gaps) is pushed through
// the law's quantile: the marginal is the law itself, whatever it is, and the dependence is that of the
// Gaussian copula (Cario and Nelson 1996, "Autoregressive to anything").
#pragma once

#include "sim/base/math.hpp"
#include "sim/base/random.hpp"
#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// The process of one pair. Values of normals are correlated by e^(-dt / time); of other laws a little less:
// of lognormals with sigma by (e^(sigma^2 rho) - 1) / (e^(sigma^2) - 1).
class CorrelatedDraw {
 public:
  // The law's value now; `now` never goes back. `time` > 0 is the correlation time.
  double operator()(const Sampler& law, Duration time, Time now, Rng& rng) {
    const double fresh = math::normal_quantile(rng.uniform());
    if (started_) {
      const double rho = math::exp(-(now - at_).seconds() / time.seconds());
      normal_ = rho * normal_ + std::sqrt(1 - rho * rho) * fresh;
    } else {
      normal_ = fresh;
      started_ = true;
    }
    at_ = now;
    return law.quantile(math::normal_cdf(normal_));
  }

 private:
  double normal_ = 0;
  Time at_;
  bool started_ = false;
};

}  // namespace windtunnel

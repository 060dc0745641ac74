// Gamma, error, incomplete gamma and beta functions and the quantiles of statistics, on top of log and exp.
//
// None of them is called per event. Each uses a series where it converges fast and a continued fraction
// elsewhere; the factors in front (x^a e^-x / gamma(a) and its like for beta) go through log(1 + d) - d and
// Stirling's correction, because the textbook form exp(a log x - x - lgamma(a)) loses a digit for each digit
// of a (Loader 2000).
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"

namespace windtunnel::math {
namespace {

constexpr double kHalfLog2Pi = 0.91893853320467274178;
constexpr double kSqrt2Pi = 2.50662827463100050242;
constexpr double kEpsilon = 0x1p-53;

// lgamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + correction(x), x >= 10: the next term is below 2e-17.
double stirling_correction(double x) {
  const double y = 1 / (x * x);
  return (1.0 / 12 -
          y * (1.0 / 360 -
               y * (1.0 / 1260 -
                    y * (1.0 / 1680 - y * (1.0 / 1188 - y * (691.0 / 360360 -
                                                             y * (1.0 / 156 - y * (3617.0 / 122400)))))))) /
         x;
}

// lgamma(2 + e) = (1 - Euler) e + sum (zeta(k) - 1) (-e)^k / k for |e| <= 1/2: terms fall as 4^-k.
double lgamma_near_two(double e) {
  constexpr double kZeta[] = {0.3224670334241132182,     -0.06735230105319809513,   0.02058080842778454788,
                              -0.007385551028673985266,  0.002890510330741523286,   -0.001192753911703260977,
                              0.0005096695247430424223,  -0.0002231547584535793798, 0.00009945751278180853371,
                              -0.0000449262367381331417, 0.00002050721277567069155, -9.439488275268395904e-6,
                              4.374866789907487804e-6,   -2.039215753801366237e-6,  9.551412130407419833e-7,
                              -4.492469198764566043e-7,  2.120718480555466587e-7,   -1.004322482396809961e-7,
                              4.769810169363980566e-8,   -2.271109460894316491e-8,  1.083865921489695409e-8,
                              -5.183475041970046655e-9,  2.483674543802478317e-9,   -1.192140140586091207e-9,
                              5.731367241678862013e-10,  -2.759522885124233145e-10, 1.330476437424448948e-10,
                              -6.422964563838100022e-11, 3.104424774732227276e-11};
  double sum = 0;
  for (int k = 28; k >= 0; --k) sum = sum * e + kZeta[k];
  return e * (0.42278433509846713939 + e * sum);
}

// log(1 + d) - d without cancellation: with s = d / (2 + d), -d s + 2 (s^3/3 + s^5/5 + ...).
double log1p_minus(double d) {
  if (d < -0.4 || d > 0.6) return log1p(d) - d;
  const double s = d / (2 + d), s2 = s * s;
  double sum = 0;
  for (int n = 14; n >= 1; --n) sum = (sum + 1.0 / (2 * n + 1)) * s2;
  return -d * s + 2 * s * sum;
}

// e^(-x^2 / 2) with x^2 kept exactly: x is split into 26 bits and the rest.
double gauss(double x) {
  const double high = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & 0xfffffffff8000000u);
  return exp(-0.5 * high * high) * exp(-0.5 * (x - high) * (x + high));
}

// P(Z > x) for x >= 1.3: phi(x) / (x + 1/(x + 2/(x + 3/(...)))), evaluated from behind.
double normal_upper_tail(double x) {
  if (x > 39) return 0;
  const int terms = 20 + static_cast<int>(400 / (x * x));
  double fraction = x;
  for (int n = terms; n >= 1; --n) fraction = x + n / fraction;
  return gauss(x) / (kSqrt2Pi * fraction);
}

// P(Z <= x) - 1/2 for |x| < 1.5: phi(x) (x + x^3/3 + x^5/15 + ...), all of one sign.
double normal_centre(double x) {
  double term = x, sum = x;
  for (int n = 3; n < 80 && std::abs(term) > 1e-18 * std::abs(sum); n += 2) {
    term *= x * x / n;
    sum += term;
  }
  return sum * exp(-0.5 * x * x) / kSqrt2Pi;
}

// x^a e^-x / gamma(a + 1).
double gamma_front(double a, double x) {
  if (x == 0) return 0;
  if (a < 10) return exp(a * log(x) - x - lgamma(a + 1));
  return exp(a * log1p_minus((x - a) / a) - stirling_correction(a)) / (kSqrt2Pi * std::sqrt(a));
}

double gamma_p_series(double a, double x) {  // x < a + 1
  double term = 1, sum = 1;
  for (double n = 1; n < 1e6; ++n) {
    term *= x / (a + n);
    sum += term;
    if (term < kEpsilon * sum) break;
  }
  return sum * gamma_front(a, x);
}

double gamma_q_fraction(double a, double x) {  // x >= a + 1; modified Lentz
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (double n = 1; n < 1e6; ++n) {
    const double an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double step = d * c;
    h *= step;
    if (std::abs(step - 1) < 2 * kEpsilon) break;
  }
  return gamma_front(a, x) * a * h;
}

// x^a (1 - x)^b / (a B(a, b)).
double beta_front(double a, double b, double x) {
  if (a >= 10 && b >= 10) {
    const double n = a + b;
    const double rest = a * log1p_minus((x * n - a) / a) + b * log1p_minus((a - x * n) / b);
    const double corrections = stirling_correction(n) - stirling_correction(a) - stirling_correction(b);
    return exp(rest + corrections) * std::sqrt(b / (a * n)) / kSqrt2Pi;
  }
  double log_beta;  // of 1 / B
  const double less = a < b ? a : b, more = a < b ? b : a;
  if (more >= 10) {
    const double n = less + more;  // lgamma(n) - lgamma(more) without the difference of large numbers
    log_beta = less * log(n) + (more - 0.5) * log1p(less / more) - less + stirling_correction(n) -
               stirling_correction(more) - lgamma(less);
  } else {
    log_beta = lgamma(a + b) - lgamma(a) - lgamma(b);
  }
  return exp(a * log(x) + b * log1p(-x) + log_beta) / a;
}

double beta_fraction(double a, double b, double x) {  // modified Lentz; fast for x < (a + 1) / (a + b + 2)
  constexpr double kTiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  if (std::abs(d) < kTiny) d = kTiny;
  d = 1 / d;
  double h = d;
  for (double m = 1; m < 1e6; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (std::abs(d) < kTiny) d = kTiny;
    c = 1 + even / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (std::abs(d) < kTiny) d = kTiny;
    c = 1 + odd / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double step = d * c;
    h *= step;
    if (std::abs(step - 1) < 2 * kEpsilon) break;
  }
  return h;
}

// The root of an increasing function: Newton inside a bracket, halving (in the logarithm while the bracket is
// wide) whenever a step would leave it. high may be infinite.
template <typename F, typename Slope>
double increasing_root(F&& f, Slope&& slope, double low, double high, double x) {
  for (int step = 0; step < 400; ++step) {
    const double value = f(x);
    if (value == 0) return x;
    (value < 0 ? low : high) = x;
    const double steepness = slope(x);
    double next = x - value / steepness;
    if (!(next > low && next < high)) {
      if (high == kInfinity)
        next = 2 * x + 1;
      else if (low == 0)
        next = high > 1e-300 ? high * 0.0625 : 0;
      else
        next = high / low > 4 ? std::sqrt(low) * std::sqrt(high) : 0.5 * (low + high);
    }
    if (std::abs(next - x) <= 2 * kEpsilon * x || next == 0) return next;
    x = next;
  }
  return x;
}

}  // namespace

double lgamma(double x) {
  if (x != x) return x;
  if (!(x > 0)) return x == 0 ? kInfinity : kNaN;
  if (x >= 10) return x == kInfinity ? x : (x - 0.5) * log(x) - x + kHalfLog2Pi + stirling_correction(x);
  if (x < 0.5) return lgamma(x + 1) - log(x);
  if (x < 1.5) return lgamma_near_two(x - 1) - log1p(x - 1);
  double product = 1;
  while (x > 2.5) {
    x -= 1;
    product *= x;
  }
  return log(product) + lgamma_near_two(x - 2);
}

double normal_pdf(double x) { return std::abs(x) > 39 ? 0 : gauss(x) / kSqrt2Pi; }

double normal_cdf(double x) {
  if (x != x) return x;
  if (x < -1.3) return normal_upper_tail(-x);
  if (x > 1.3) return 1 - normal_upper_tail(x);
  return 0.5 + normal_centre(x);
}

double erf(double x) {
  if (x != x) return x;
  const double z = x * 1.41421356237309504880;
  if (std::abs(z) > 1.3) return x > 0 ? 1 - 2 * normal_upper_tail(z) : 2 * normal_upper_tail(-z) - 1;
  return 2 * normal_centre(z);
}

double erfc(double x) {
  if (x != x) return x;
  if (x > 27) return 0;
  if (x <= 0.92) return 1 - erf(x);
  // phi(z) / (z + 1/(z + ...)) with z^2 / 2 = x^2 taken from x itself.
  const double z = x * 1.41421356237309504880;
  const int terms = 20 + static_cast<int>(400 / (z * z));
  double fraction = z;
  for (int n = terms; n >= 1; --n) fraction = z + n / fraction;
  const double high = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & 0xfffffffff8000000u);
  return 2 * (exp(-high * high) * exp(-(x - high) * (x + high))) / (kSqrt2Pi * fraction);
}

// Long because three rational functions are written out.
double normal_quantile(double p) {
  if (!(p > 0 && p < 1)) return p == 0 ? -kInfinity : p == 1 ? kInfinity : kNaN;
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    const double above =
        ((((((2.5090809287301226727e+3 * r + 3.3430575583588128105e+4) * r + 6.7265770927008700853e+4) * r +
            4.5921953931549871457e+4) *
               r +
           1.3731693765509461125e+4) *
              r +
          1.9715909503065514427e+3) *
             r +
         1.3314166789178437745e+2) *
            r +
        3.3871328727963666080e+0;
    const double below =
        ((((((5.2264952788528545610e+3 * r + 2.8729085735721942674e+4) * r + 3.9307895800092710610e+4) * r +
            2.1213794301586595867e+4) *
               r +
           5.3941960214247511077e+3) *
              r +
          6.8718700749205790830e+2) *
             r +
         4.2313330701600911252e+1) *
            r +
        1.0;
    return above * q / below;
  }
  double r = std::sqrt(-log(q < 0 ? p : 1 - p));
  double above, below;
  if (r <= 5) {
    r -= 1.6;
    above =
        ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) *
                r +
            1.27045825245236838258e+0) *
               r +
           3.64784832476320460504e+0) *
              r +
          5.76949722146069140550e+0) *
             r +
         4.63033784615654529590e+0) *
            r +
        1.42343711074968357734e+0;
    below =
        ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) *
                r +
            1.48103976427480074590e-1) *
               r +
           6.89767334985100004550e-1) *
              r +
          1.67638483018380384940e+0) *
             r +
         2.05319162663775882187e+0) *
            r +
        1.0;
  } else {
    r -= 5;
    above =
        ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) *
                r +
            2.65321895265761230930e-2) *
               r +
           2.96560571828504891230e-1) *
              r +
          1.78482653991729133580e+0) *
             r +
         5.46378491116411436990e+0) *
            r +
        6.65790464350110377720e+0;
    below =
        ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) *
                r +
            7.86869131145613259100e-4) *
               r +
           1.48753612908506148525e-2) *
              r +
          1.36929880922735805310e-1) *
             r +
         5.99832206555887937690e-1) *
            r +
        1.0;
  }
  const double x = above / below;
  return q < 0 ? -x : x;
}

double gamma_p(double a, double x) {
  CHECK(a > 0, "gamma_p needs a > 0");
  if (x != x) return x;
  if (x <= 0) return 0;
  if (x == kInfinity) return 1;
  return x < a + 1 ? gamma_p_series(a, x) : 1 - gamma_q_fraction(a, x);
}

double gamma_q(double a, double x) {
  CHECK(a > 0, "gamma_q needs a > 0");
  if (x != x) return x;
  if (x <= 0) return 1;
  if (x == kInfinity) return 0;
  return x < a + 1 ? 1 - gamma_p_series(a, x) : gamma_q_fraction(a, x);
}

double gamma_p_inverse(double a, double p) {
  CHECK(a > 0, "gamma_p_inverse needs a > 0");
  if (!(p > 0)) return p == 0 ? 0 : kNaN;
  if (!(p < 1)) return p == 1 ? kInfinity : kNaN;
  // Start at Wilson and Hilferty's approximation, or at the first term of the series where that is no good.
  const double z = normal_quantile(p);
  const double cube = 1 - 1 / (9 * a) + z / (3 * std::sqrt(a));
  double start = a * cube * cube * cube;
  if (!(cube > 0.1)) start = exp((log(p) + lgamma(a + 1)) / a);
  if (start == 0) return 0;
  const bool upper = p > 0.5;
  return increasing_root([=](double x) { return upper ? (1 - p) - gamma_q(a, x) : gamma_p(a, x) - p; },
                         [=](double x) { return gamma_front(a, x) * a / x; }, 0.0, kInfinity, start);
}

double beta_i(double a, double b, double x) {
  CHECK(a > 0 && b > 0, "beta_i needs a, b > 0");
  if (!(x > 0)) return x != x ? x : 0;
  if (!(x < 1)) return 1;
  // Beyond the middle the fraction in 1 - x is the fast one; but a tiny x would lose its digits in 1 - x
  // (zero failures among ten million), and there the slow one is not slow.
  const bool tiny = x < 0.01 && (a + b) * x < 200;
  if (tiny || x < (a + 1) / (a + b + 2)) return beta_front(a, b, x) * beta_fraction(a, b, x);
  return 1 - beta_front(b, a, 1 - x) * beta_fraction(b, a, 1 - x);
}

double beta_i_inverse(double a, double b, double p) {
  CHECK(a > 0 && b > 0, "beta_i_inverse needs a, b > 0");
  if (!(p > 0)) return p == 0 ? 0 : kNaN;
  if (!(p < 1)) return p == 1 ? 1 : kNaN;
  return increasing_root([=](double x) { return beta_i(a, b, x) - p; },
                         [=](double x) { return beta_front(a, b, x) * a / (x * (1 - x)); }, 0.0, 1.0,
                         a / (a + b));
}

double student_t_cdf(double t, double n) {
  if (t != t) return t;
  if (std::abs(t) == kInfinity) return t < 0 ? 0 : 1;
  const double t2 = t * t;
  if (t2 < n) {  // near the middle: from 1/2 outwards
    const double half = 0.5 * beta_i(0.5, 0.5 * n, t2 / (n + t2));
    return t < 0 ? 0.5 - half : 0.5 + half;
  }
  const double tail = 0.5 * beta_i(0.5 * n, 0.5, n / (n + t2));
  return t < 0 ? tail : 1 - tail;
}

double student_t_quantile(double p, double n) {
  if (!(p > 0 && p < 1)) return p == 0 ? -kInfinity : p == 1 ? kInfinity : kNaN;
  if (p == 0.5) return 0;
  const double tail = p < 0.5 ? p : 1 - p;
  double t;
  if (tail > 0.2) {
    const double y = beta_i_inverse(0.5, 0.5 * n, 1 - 2 * tail);
    t = std::sqrt(n * y / (1 - y));
  } else {
    const double x = beta_i_inverse(0.5 * n, 0.5, 2 * tail);
    t = std::sqrt(n * (1 - x) / x);
  }
  return p < 0.5 ? -t : t;
}

double chi_square_quantile(double p, double n) { return 2 * gamma_p_inverse(0.5 * n, p); }

}  // namespace windtunnel::math

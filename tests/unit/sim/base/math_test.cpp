// Our elementary functions against long double (64 bits of mantissa) and the special ones against values of
// 40 digits.
//
// The error bounds are those of sim/base/math.hpp; points come from a fixed stream, dense where reductions
// change.
#include "sim/base/math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/base/random.hpp"

namespace windtunnel::math {
namespace {

static_assert(std::numeric_limits<long double>::digits >= 64, "the reference needs more bits than a double");

double error_ulp(double ours, long double reference) {
  const double rounded = static_cast<double>(reference);
  if (std::isinf(ours) || std::isinf(rounded) || rounded == 0) return ours == rounded ? 0 : 1e9;
  int exponent;
  std::frexp(rounded, &exponent);
  const long double ulp = std::ldexp(1.0L, exponent - 53 < -1074 ? -1074 : exponent - 53);
  return static_cast<double>(std::abs(static_cast<long double>(ours) - reference) / ulp);
}

double error_relative(double ours, double reference) {
  return std::abs(ours - reference) / std::abs(reference);
}

// The largest error of `ours` over `points` uniform points of [low, high).
template <typename Ours, typename Reference>
double worst_ulp(Ours ours, Reference reference, double low, double high, int points = 200'000) {
  Rng rng = Rng::stream(1, "math");
  double worst = 0;
  for (int i = 0; i < points; ++i) {
    const double x = low + (high - low) * rng.uniform();
    worst = std::max(worst, error_ulp(ours(x), reference(static_cast<long double>(x))));
  }
  return worst;
}

TEST(Log, IsWithinOneAndAHalfUlp) {
  const auto reference = [](long double x) { return std::log(x); };
  const auto ours = [](double x) { return log(x); };
  EXPECT_LT(worst_ulp(ours, reference, 0.5, 2), 1.5);
  EXPECT_LT(worst_ulp(ours, reference, 0.99, 1.01), 1.5);
  EXPECT_LT(worst_ulp(ours, reference, 1 - 1e-9, 1 + 1e-9), 1.5);
  EXPECT_LT(worst_ulp(ours, reference, 0, 1), 1.5);
  EXPECT_LT(worst_ulp(ours, reference, 0, 1e300), 1.5);
  EXPECT_LT(worst_ulp(ours, reference, 1e-310, 2e-308), 1.5);
}

TEST(Log, KnowsItsSpecialValues) {
  EXPECT_EQ(log(1), 0);
  EXPECT_EQ(log(0), -kInfinity);
  EXPECT_EQ(log(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(log(-1)));
  EXPECT_TRUE(std::isnan(log(kNaN)));
}

TEST(Exp, IsWithinOneUlp) {
  const auto reference = [](long double x) { return std::exp(x); };
  const auto ours = [](double x) { return exp(x); };
  EXPECT_LT(worst_ulp(ours, reference, -1, 1), 1);
  EXPECT_LT(worst_ulp(ours, reference, -0.003, 0.003), 1);
  EXPECT_LT(worst_ulp(ours, reference, -708, 709), 1);
  EXPECT_LT(worst_ulp(ours, reference, 709, 709.78), 1);
  EXPECT_LT(worst_ulp(ours, reference, -745, -708), 1.01);  // the subnormals round once more
}

TEST(Exp, KnowsItsSpecialValues) {
  EXPECT_EQ(exp(0), 1);
  EXPECT_EQ(exp(710), kInfinity);
  EXPECT_EQ(exp(-746), 0);
  EXPECT_EQ(exp(kInfinity), kInfinity);
  EXPECT_EQ(exp(-kInfinity), 0);
  EXPECT_TRUE(std::isnan(exp(kNaN)));
}

TEST(LogAndExp, NeverDecreaseFromOneDoubleToTheNext) {
  Rng rng = Rng::stream(2, "math");
  for (int i = 0; i < 100'000; ++i) {
    const double x = 4 * rng.uniform();
    const double next = std::nextafter(x, 5.0);
    ASSERT_LE(log(x), log(next)) << x;
    ASSERT_LE(exp(x), exp(next)) << x;
  }
  // Where the table's point changes.
  for (double edge = 0.75 + 1.0 / 512; edge < 1.5; edge += 1.0 / 512) {
    ASSERT_LE(log(std::nextafter(edge, 0.0)), log(edge)) << edge;
  }
}

TEST(Log1pAndExpm1, AreWithinTwoAndThreeUlp) {
  const auto l = [](double x) { return log1p(x); };
  const auto l_reference = [](long double x) { return std::log1p(x); };
  const auto e = [](double x) { return expm1(x); };
  const auto e_reference = [](long double x) { return std::expm1(x); };
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {-1e-12, 1e-12}, {-0.01, 0.01}, {-0.5, 0.5}, {-0.999, 3}, {3, 1e6}}) {
    EXPECT_LT(worst_ulp(l, l_reference, low, high), 2) << low;
  }
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {-1e-12, 1e-12}, {-0.01, 0.01}, {-0.5, 0.5}, {-40, 3}, {3, 60}, {600, 700}}) {
    EXPECT_LT(worst_ulp(e, e_reference, low, high), 3) << low;
  }
}

TEST(Pow, IsWithinOneAndAHalfUlp) {
  Rng rng = Rng::stream(3, "math");
  double worst = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double x = exp(20 * rng.uniform() - 10), y = 60 * rng.uniform() - 30;
    worst = std::max(
        worst, error_ulp(pow(x, y), std::pow(static_cast<long double>(x), static_cast<long double>(y))));
  }
  EXPECT_LT(worst, 1.5);
  struct Case {
    double x, y, expected;
  };
  for (const Case& c :
       {Case{2.0, 0.5, 1.4142135623730951}, Case{1.0000000000000002, 1e+16, 9.21143870499353},
        Case{0.9999999999999999, -3e15, 1.3952406472536143}, Case{10, 308, 1e308}, Case{10, -320, 1e-320},
        Case{1.5, 1000, 1.2338405969061735e+176}, Case{3.7, -400, 5.239747669882439e-228},
        Case{1e-310, 0.9, 9.999999999999815e-280}, Case{7, 1.0 / 3, 1.912931182772389}}) {
    EXPECT_LT(error_ulp(pow(c.x, c.y), c.expected), 1.5) << c.x << "^" << c.y;
  }
}

TEST(Pow, HasTheSpecialValuesOfC) {
  const double values[] = {0.0, -0.0, 1,     -1,        0.5,        -0.5, 2,      -2,
                           3,   -3,   1e300, kInfinity, -kInfinity, kNaN, 0x1p53, 1e-320};
  for (const double x : values) {
    for (const double y : values) {
      const double ours = pow(x, y), theirs = std::pow(x, y);
      EXPECT_TRUE((std::isnan(ours) && std::isnan(theirs)) ||
                  (std::signbit(ours) == std::signbit(theirs) && error_ulp(ours, theirs) < 1.5))
          << x << "^" << y << " gave " << ours << " instead of " << theirs;
    }
  }
}

TEST(Log2AndLog10, AreCloseAndExactAtPowersOfTwo) {
  for (int k = -1000; k <= 1000; k += 7) EXPECT_EQ(log2(std::ldexp(1.0, k)), k);
  EXPECT_LT(worst_ulp([](double x) { return log2(x); }, [](long double x) { return std::log2(x); }, 0, 100),
            2.5);
  EXPECT_LT(worst_ulp([](double x) { return log10(x); }, [](long double x) { return std::log10(x); }, 0, 100),
            2.5);
}

TEST(SinAndCosOfTurns, AreExactAtQuartersAndCloseBetween) {
  EXPECT_EQ(sin_turns(0), 0);
  EXPECT_EQ(sin_turns(0.25), 1);
  EXPECT_EQ(sin_turns(0.5), 0);
  EXPECT_EQ(sin_turns(-0.25), -1);
  EXPECT_EQ(cos_turns(1e9 + 0.5), -1);
  EXPECT_EQ(cos_turns(0.75), 0);
  Rng rng = Rng::stream(4, "math");
  const long double pi = 3.14159265358979323846264338327950288L;
  for (int i = 0; i < 100'000; ++i) {
    const double t = 4 * rng.uniform() - 2;
    ASSERT_NEAR(sin_turns(t), static_cast<double>(std::sin(2 * pi * t)), 2.5e-16) << t;
    ASSERT_NEAR(cos_turns(t), static_cast<double>(std::cos(2 * pi * t)), 2.5e-16) << t;
  }
}

TEST(Lgamma, IsWithinItsStatedError) {
  Rng rng = Rng::stream(5, "math");
  for (int i = 0; i < 100'000; ++i) {
    const double x = exp(14 * rng.uniform() - 4);
    const double reference = static_cast<double>(std::lgamma(static_cast<long double>(x)));
    ASSERT_NEAR(lgamma(x), reference, 1e-15 * std::max(1.0, std::abs(reference))) << x;
  }
  EXPECT_EQ(lgamma(1), 0);
  EXPECT_EQ(lgamma(2), 0);
}

TEST(Erf, AndItsComplementAreWithinTheirStatedErrors) {
  EXPECT_LT(worst_ulp([](double x) { return erf(x); }, [](long double x) { return std::erf(x); }, -3, 3), 8);
  EXPECT_LT(worst_ulp([](double x) { return erf(x); }, [](long double x) { return std::erf(x); }, 0, 0.01),
            8);
  EXPECT_LT(worst_ulp([](double x) { return erfc(x); }, [](long double x) { return std::erfc(x); }, -2, 26),
            35);
}

struct Pair {
  double x, expected;
};

TEST(NormalCdf, AgreesWithFortyDigits) {
  for (const Pair& c : {Pair{-37, 5.725571222524576823e-300}, Pair{-20, 2.753624118606233695e-89},
                        Pair{-8, 6.220960574271784124e-16}, Pair{-3, 0.001349898031630094527},
                        Pair{-1.3, 0.09680048458561032554}, Pair{-1.2, 0.1150696702217082766},
                        Pair{-0.5, 0.3085375387259868964}, Pair{0, 0.5}, Pair{0.1, 0.5398278372770289837},
                        Pair{1, 0.8413447460685429486}, Pair{1.31, 0.9049020822047609646},
                        Pair{2, 0.9772498680518207928}, Pair{5, 0.9999997133484281208}}) {
    EXPECT_LT(error_relative(normal_cdf(c.x), c.expected), 1e-14) << c.x;
  }
}

TEST(NormalQuantile, AgreesWithFortyDigits) {
  EXPECT_EQ(normal_quantile(0.5), 0);
  for (const Pair& c :
       {Pair{1e-300, -37.04709629936119924}, Pair{1e-20, -9.26234008979840758},
        Pair{1e-10, -6.361340902404056199}, Pair{1e-6, -4.753424308822898957},
        Pair{0.001, -3.090232306167813535}, Pair{0.02425, -1.972961051311884838},
        Pair{0.1, -1.281551565544600435}, Pair{0.3, -0.524400512708040816}, Pair{0.9, 1.281551565544600593},
        Pair{0.975, 1.959963984540053856}, Pair{0.99, 2.326347874040840768},
        Pair{0.9999, 3.719016485455708387}, Pair{0.5000001, 2.506628273311648301e-7}}) {
    EXPECT_LT(error_relative(normal_quantile(c.x), c.expected), 2e-15) << c.x;
  }
  EXPECT_EQ(normal_quantile(0), -kInfinity);
  EXPECT_EQ(normal_quantile(1), kInfinity);
}

TEST(IncompleteGamma, AgreesWithFortyDigits) {
  struct Case {
    double a, x, p, q;
  };
  for (const Case& c : {Case{0.5, 0.1, 0.3452791539814229796, 0.6547208460185770204},
                        Case{0.5, 3, 0.9856941215645703605, 0.01430587843542963953},
                        Case{1, 1, 0.6321205588285576784, 0.3678794411714423216},
                        Case{2.5, 7, 0.9843905838997330853, 0.01560941610026691473},
                        Case{10, 4, 0.008132242796933863156, 0.9918677572030661368},
                        Case{10, 25, 0.9997785233617512164, 0.0002214766382487835812},
                        Case{100, 80, 0.01710831303513311417, 0.9828916869648668858},
                        Case{100, 130, 0.9972495916326934737, 0.002750408367306526277},
                        Case{1000, 1100, 0.9989406767460700227, 0.001059323253929977349},
                        Case{10000, 9700, 0.001234175584468491997, 0.998765824415531508},
                        Case{10000, 10300, 0.9985295051036143187, 0.001470494896385681276},
                        Case{0.01, 1e-05, 0.896336798267197201, 0.103663201732802799}}) {
    EXPECT_LT(error_relative(gamma_p(c.a, c.x), c.p), 1e-12) << c.a << " " << c.x;
    EXPECT_LT(error_relative(gamma_q(c.a, c.x), c.q), 1e-12) << c.a << " " << c.x;
    EXPECT_LT(error_relative(gamma_p_inverse(c.a, gamma_p(c.a, c.x)), c.x), 1e-9) << c.a << " " << c.x;
  }
}

TEST(IncompleteBeta, AgreesWithFortyDigits) {
  struct Case {
    double a, b, x, p;
  };
  for (const Case& c :
       {Case{0.5, 0.5, 0.3, 0.369010119565545375}, Case{1, 3000, 0.001, 0.9502876060019637087},
        Case{2, 5, 0.4, 0.7667200000000000345}, Case{20, 30, 0.2, 0.0006877276287415889734},
        Case{20, 30, 0.7, 0.9999940562474146778}, Case{1000, 2000, 0.3, 0.00004073827916050771498},
        Case{5000, 5000, 0.49, 0.02274203232457454616}, Case{10000, 3, 0.9995, 0.1245046618184687958},
        Case{3, 0.5, 0.99, 0.8137462499999999184}}) {
    EXPECT_LT(error_relative(beta_i(c.a, c.b, c.x), c.p), 1e-12) << c.a << " " << c.b << " " << c.x;
    EXPECT_LT(error_relative(beta_i_inverse(c.a, c.b, c.p), c.x), 1e-9) << c.a << " " << c.b << " " << c.x;
  }
}

// Zero failures in n trials: the upper end of Clopper and Pearson's 95% interval is 1 - 0.025^(1/n).
TEST(IncompleteBeta, GivesTheClopperPearsonEndForZeroFailures) {
  for (const double n : {1.0, 30.0, 1e4, 1e7}) {
    EXPECT_LT(error_relative(beta_i_inverse(1, n, 0.975), -expm1(log(0.025) / n)), 1e-12) << n;
  }
}

TEST(StudentT, QuantilesAgreeWithFortyDigits) {
  struct Case {
    double p, n, t;
  };
  for (const Case& c : {Case{0.975, 1, 12.70620473617469331}, Case{0.975, 2, 4.302652729749461789},
                        Case{0.975, 7, 2.364624251592784738}, Case{0.975, 9, 2.262157162798204999},
                        Case{0.995, 4, 4.604094871349992046}, Case{0.9, 30, 1.310415025391395711},
                        Case{0.6, 5, 0.2671808657041450657}, Case{0.9995, 10, 4.586893858702707738},
                        Case{0.025, 7, -2.364624251592785304}}) {
    EXPECT_LT(error_relative(student_t_quantile(c.p, c.n), c.t), 1e-12) << c.p << " " << c.n;
    EXPECT_LT(error_relative(student_t_cdf(c.t, c.n), c.p), 1e-12) << c.p << " " << c.n;
  }
}

// A checksum of bits: the same under every compiler and level, or a run is no longer a function of its seed.
TEST(Math, HasTheSameBitsUnderEveryCompiler) {
  Rng rng = Rng::stream(6, "math");
  std::uint64_t sum = 0;
  const auto take = [&](double value) { sum = combine64(sum, std::bit_cast<std::uint64_t>(value)); };
  for (int i = 0; i < 20'000; ++i) {
    const double u = rng.uniform(), x = 20 * u - 10;
    take(log(u)), take(exp(x)), take(log1p(u)), take(expm1(x)), take(pow(u, x)), take(normal_quantile(u));
    take(normal_cdf(x)), take(lgamma(u + 1)), take(sin_turns(x)), take(erf(x));
  }
  for (int i = 1; i < 50; ++i) take(gamma_p(i, 0.9 * i)), take(beta_i_inverse(i, 50 - i, 0.3));
  EXPECT_EQ(sum, 1548846140123331142u);
}

}  // namespace
}  // namespace windtunnel::math

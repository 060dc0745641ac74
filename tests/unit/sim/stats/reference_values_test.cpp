// Queueing theory against the reference table of the project where it lies beside the checkout.
//
// theory_test.cpp carries samples of these figures; here every one of the listed items is read from the table
// itself, so that a figure corrected there is noticed. Without the table the test is skipped and says so.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "sim/stats/theory.hpp"

namespace windtunnel::theory {
namespace {

class ReferenceTable : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string path = std::string(WINDTUNNEL_ROOT) + "/../shared/validation/values.json";
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "no reference table at ../shared/validation/values.json";
    std::stringstream text;
    text << file.rdbuf();
    text_ = text.str();
  }

  // The number behind the last of the keys, each looked for behind the one before; enough for a table whose
  // keys are unique within an item. Not a number where one is missing, which fails the comparison.
  double figure(std::initializer_list<std::string> keys) const {
    std::size_t at = 0;
    for (const std::string& key : keys) {
      at = text_.find(key, at);
      if (at == std::string::npos) return std::nan("");
      at += key.size();
    }
    at = text_.find_first_not_of(" :\n[", at);
    return std::strtod(text_.c_str() + at, nullptr);
  }
  double item(const std::string& id, const std::string& row, const std::string& column = "") const {
    const std::string quoted = "\"" + row + "\"";
    if (column.empty()) return figure({"\"id\": \"" + id + "\"", "\"expected\"", quoted});
    return figure({"\"id\": \"" + id + "\"", "\"expected\"", quoted, "\"" + column + "\""});
  }

  std::string text_;
};

void expect_digits(double found, double expected, const std::string& what) {
  EXPECT_NEAR(found, expected, 6e-5 * std::fabs(expected)) << what;
}

std::string shown(double x) {  // as the table writes it: 0.8, 100, 12
  std::ostringstream out;
  out << x;
  return out.str();
}

TEST_F(ReferenceTable, AgreesOnSingleStations) {
  for (const double load : {0.3, 0.5, 0.7, 0.8, 0.9, 0.95}) {
    const std::string row = "lam=" + shown(load);
    expect_digits(mm1(load, 1).in_system, item("A-MM1", row, "L"), row);
    expect_digits(mm1(load, 1).wait, item("A-MM1", row, "Wq"), row);
    expect_digits(mm1_response_quantile(load, 1, 0.999), item("A-MM1", row, "W_p999"), row);
  }
  for (const std::int64_t servers : {2, 4, 10, 50})
    for (const double load : {0.5, 0.8, 0.9}) {
      const double arrival = load * static_cast<double>(servers);
      const std::string row = "c=" + std::to_string(servers) + " rho=" + shown(load);
      expect_digits(mmc(arrival, 1, servers).waiting, item("A-MMC", row, "pwait"), row);
      expect_digits(mmc(arrival, 1, servers).wait, item("A-MMC", row, "Wq"), row);
      expect_digits(mmc_response_quantile(arrival, 1, servers, 0.99), item("A-MMC", row, "W_p99"), row);
    }
  for (const auto& [servers, erlangs] : {std::pair<std::int64_t, double>{1, 0.5},
                                         {5, 3},
                                         {10, 8},
                                         {20, 16},
                                         {100, 90},
                                         {100, 100},
                                         {1000, 1000}}) {
    const std::string row = "c=" + std::to_string(servers) + " a=" + shown(erlangs);
    expect_digits(erlang_b(servers, erlangs), item("A-ERLB", row), row);
  }
  for (const double load : {0.5, 0.8, 0.9}) {
    const std::string row = "rho=" + shown(load);
    expect_digits(mg1(load, 1, 0).wait, item("A-MG1", row + " D"), row);
    expect_digits(mg1(load, 1, 4).wait, item("A-MG1", row + " H2"), row);
    expect_digits(mg1(load, 1, 10).wait, item("A-MG1", row + " LN10"), row);
    expect_digits(mg1_ps_response(load, 1), item("A-PS", row), row);
    expect_digits(dm1_response(load), item("A-GIM1", "D " + row), row);
    expect_digits(ekm1_response(2, load), item("A-GIM1", "E2 " + row), row);
    expect_digits(h2m1_response(load, 4), item("A-GIM1", "H2 " + row), row);
  }
}

TEST_F(ReferenceTable, AgreesOnLoadBalancing) {
  for (const double load : {0.5, 0.7, 0.8, 0.9, 0.95, 0.99})
    for (const std::int64_t choices : {1, 2, 3, 5}) {
      const std::string row = "lam=" + shown(load) + " d=" + std::to_string(choices);
      expect_digits(power_of_d_response(load, choices), item("A-POD", row), row);
    }
  for (const double load : {0.5, 0.7, 0.8, 0.9, 0.95})
    expect_digits(jsq_two_servers_response(load), item("A-JSQ2", "rho=" + shown(load)), shown(load));
}

TEST_F(ReferenceTable, AgreesOnRunLengths) {
  for (const double load : {0.5, 0.7, 0.8, 0.9, 0.95}) {
    const std::string row = "rho=" + shown(load);
    EXPECT_NEAR(customers_for(load, 0.01), item("A-RUNLEN", row, "n_for_1pct"), 1) << row;
    EXPECT_NEAR(customers_for(load, 0.05), item("A-RUNLEN", row, "n_for_5pct"), 1) << row;
  }
}

}  // namespace
}  // namespace windtunnel::theory

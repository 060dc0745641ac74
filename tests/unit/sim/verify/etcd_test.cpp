// Labelled histories of a real store: Jepsen's test of etcd, as porcupine keeps it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "sim/verify/linearizability.hpp"
#include "tests/unit/sim/verify/etcd_log.hpp"

namespace windtunnel {
namespace {

Truth verdict_on(const std::string& file) {
  std::ifstream stream(file);
  EXPECT_TRUE(stream.good()) << file;
  std::stringstream text;
  text << stream.rdbuf();
  return check_linearizability(read_etcd_log(text.str())).verdict.truth;
}
std::string name(int number) {
  const std::string digits = std::to_string(number);
  return "/etcd_" + std::string(3 - digits.size(), '0') + digits + ".log";
}

// Which of the 102 are linearizable, by porcupine_test.go.
const std::set<int> kLinearizable = {2,  5,  7,  18, 25, 31, 38, 45, 48,  49,  51, 53,
                                     56, 67, 75, 76, 80, 87, 92, 98, 100, 101, 102};

TEST(EtcdLogs, SixOfThemAreLabelledAlike) {
  const std::string folder = std::string(WINDTUNNEL_ROOT) + "/tests/unit/sim/verify/etcd_logs";
  for (const int number : {2, 39, 48, 67, 88, 97})
    EXPECT_EQ(verdict_on(folder + name(number)),
              kLinearizable.contains(number) ? Truth::kHolds : Truth::kViolated)
        << number;
}

TEST(EtcdLogs, AllAreLabelledAlike) {
  const char* folder = std::getenv("WINDTUNNEL_PORCUPINE");
  if (folder == nullptr) GTEST_SKIP() << "WINDTUNNEL_PORCUPINE names no checkout of porcupine";
  for (int number = 0; number <= 102; ++number) {
    if (number == 95) continue;  // empty and without a label
    EXPECT_EQ(verdict_on(std::string(folder) + "/test_data/jepsen" + name(number)),
              kLinearizable.contains(number) ? Truth::kHolds : Truth::kViolated)
        << number;
  }
}

}  // namespace
}  // namespace windtunnel

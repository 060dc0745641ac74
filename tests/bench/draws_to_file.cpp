// Writes draws as 8-byte doubles to standard output, so that the program in Python has the sequence the
// others draw: bench_draws exponential|below16 SEED COUNT.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "tests/bench/draws.hpp"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  bench::Draws draws(std::strtoull(argv[2], nullptr, 10));
  std::vector<double> values(std::strtoull(argv[3], nullptr, 10));
  const bool exponential = std::strcmp(argv[1], "exponential") == 0;
  for (double& value : values)
    value = exponential ? draws.exponential() : static_cast<double>(draws.below(16));
  return std::fwrite(values.data(), sizeof(double), values.size(), stdout) == values.size() ? 0 : 5;
}

// Mutated scenarios over the real schema, read and planned: problems or a flight that could start, never a
// crash.
//
// 2,000 mutations here, WINDTUNNEL_MUTATIONS of them in the long tests. What still reads must survive the
// round trip through its resolved text with the same hash.
#include <cstdlib>
#include <iostream>

#include "sim/study/load.hpp"
#include "tests/bad_scenarios/judge.hpp"
#include "tests/bad_scenarios/mutate.hpp"

namespace windtunnel {
namespace {

constexpr std::uint64_t kSeed = 20260803;

std::uint64_t mutations() {
  const char* wanted = std::getenv("WINDTUNNEL_MUTATIONS");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 2'000;
}

TEST(Mutations, NeverCrashTheReaderAndThePlanner) {
  std::cout << "seed " << kSeed << ", " << mutations() << " mutations\n";
  std::vector<std::string> seeds;
  for (const std::string& file : bad_scenarios("tests/bad_scenarios")) seeds.push_back(file_text(file));
  for (const auto& each : std::filesystem::recursive_directory_iterator("scenarios")) {
    if (each.path().extension() == ".json" && !each.path().string().ends_with("schema.json"))
      seeds.push_back(file_text(each.path()));
  }
  std::sort(seeds.begin(), seeds.end());
  const std::string whole = file_text("tests/bad_scenarios/part_shop.json");
  const Catalog catalog = builtin_catalog();
  std::uint64_t planned = 0;
  for (std::uint64_t number = 0; number < mutations(); ++number) {
    Mutator mutator(kSeed, number);
    const bool near = number % 2 == 0;
    const std::string text =
        mutator.mutated(near ? whole : seeds[mutator.below(seeds.size())], near ? 1 : 1 + mutator.below(3));
    Problems problems;
    const auto loaded = load_scenario_text(text, "tests/bad_scenarios/mutant.json", {}, catalog, problems);
    ASSERT_EQ(loaded.has_value(), problems.empty()) << "mutation " << number << "\n" << text;
    if (!loaded) {
      ASSERT_FALSE(problems.text("mutant.json").empty());
      continue;
    }
    ++planned;
    Problems again;
    const auto copy =
        load_scenario_text(loaded->resolved_json, "tests/bad_scenarios/mutant.json", {}, catalog, again);
    ASSERT_TRUE(copy) << "mutation " << number << "\n" << text << "\n" << again.text("resolved");
    ASSERT_EQ(copy->resolved_json, loaded->resolved_json) << "mutation " << number;
    ASSERT_EQ(copy->hash, loaded->hash) << "mutation " << number;
  }
  EXPECT_GT(planned, mutations() / 100);
  std::cout << planned << " mutants could fly\n";
}

}  // namespace
}  // namespace windtunnel

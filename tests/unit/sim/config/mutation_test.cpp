// Mutated scenarios: whatever stands in a file, the reader answers with problems or with a value that
// survives.
//
// 20,000 mutations here, WINDTUNNEL_MUTATIONS of them in the long tests (a million). A crash, a broken CHECK
// or a hang fails; a mutant that still reads has to survive the round trip through its resolved text.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/bad_scenarios/judge.hpp"
#include "tests/bad_scenarios/mutate.hpp"
#include "tests/unit/sim/config/small_world.hpp"

namespace windtunnel {
namespace {

constexpr std::uint64_t kSeed = 20260802;

std::uint64_t mutations() {
  const char* wanted = std::getenv("WINDTUNNEL_MUTATIONS");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 20'000;
}

constexpr const char* kSettings[] = {
    "tiers.web.replicas=4", "tiers.*.service=5 ms", "run={\"lasts\": \"9 s\"}",
    "faults.cut.at=1 s",    "tiers.web=null",       "workload.*.path.0=\"web\"",
    "a.b.c.d=[]",           "places.*=null"};

TEST(Mutations, NeverCrashTheReaderAndSurviveTheRoundTripWhenTheyRead) {
  std::cout << "seed " << kSeed << ", " << mutations() << " mutations\n";
  std::vector<std::string> seeds;
  for (const std::string& file : bad_scenarios("tests/bad_scenarios/small")) seeds.push_back(file_text(file));
  seeds.push_back(file_text("tests/bad_scenarios/small/part_whole.json"));
  const Catalog catalog = small::catalog();
  std::uint64_t read_well = 0;
  for (std::uint64_t number = 0; number < mutations(); ++number) {
    Mutator mutator(kSeed, number);
    // Half of them one step from the whole scenario, which has the most to break and may still read after it.
    const bool near = number % 2 == 0;
    const std::string& seed = near ? seeds.back() : seeds[mutator.below(seeds.size())];
    const std::string text = mutator.mutated(seed, near ? 1 : 1 + mutator.below(3));
    Problems problems;
    Document document = Document::from_text(text, "tests/bad_scenarios/small/mutant.json", problems);
    if (mutator.below(4) == 0)
      document.set_from_argument(kSettings[mutator.below(std::size(kSettings))], problems);
    small::World world;
    const bool ok = read(document, catalog, world, problems) && problems.empty();
    ASSERT_EQ(ok, problems.empty()) << "mutation " << number;
    annotated_json(resolved(document, world));
    if (!ok) {
      ASSERT_FALSE(problems.text("mutant.json").empty());
      continue;
    }
    ++read_well;
    const std::string canonical = canonical_json(world);
    Problems again;
    const Document second = Document::from_text(canonical, "tests/bad_scenarios/small/mutant.json", again);
    small::World copy;
    ASSERT_TRUE(read(second, catalog, copy, again)) << "mutation " << number << "\n"
                                                    << text << "\n"
                                                    << again.text("canonical");
    ASSERT_EQ(canonical_json(copy), canonical) << "mutation " << number;
  }
  // The mutator has to reach beyond the parser: some mutants still read.
  EXPECT_GT(read_well, mutations() / 100);
  std::cout << read_well << " mutants still read\n";
}

}  // namespace
}  // namespace windtunnel

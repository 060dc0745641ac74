// The search against every shape that a design can have, without a flight: where each expectation holds is
// given, and the answer has to be the one that looking at every value gives.
#include "sim/sizing/size_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace windtunnel {
namespace {

// A row of letters for each expectation: H holds, F fails, U stays undecided, h and f are decided only by who
// is patient.
struct Design {
  std::vector<std::string> rows;
  mutable std::set<std::size_t> asked;
  mutable std::size_t calls = 0;
  std::size_t ends_after = 1'000'000;

  SizeVerdicts at(std::size_t value, bool patient) const {
    SizeVerdicts verdicts;
    for (const std::string& row : rows) {
      const char c = row[value];
      verdicts.push_back(c == 'H' || (patient && c == 'h')   ? Expected::kHolds
                         : c == 'F' || (patient && c == 'f') ? Expected::kFails
                                                             : Expected::kUndecided);
    }
    return verdicts;
  }
  SizeQuestion question(SizeWanted wanted = SizeWanted::kEither) const {
    SizeQuestion made;
    made.values = rows.front().size();
    made.expectations = rows.size();
    made.wanted = wanted;
    return made;
  }
  SizeFound find(const SizeQuestion& asking) const {
    asked.clear();
    calls = 0;
    SizeFound found = find_size(asking, [&](std::size_t value, const SizeNeed& need) {
      EXPECT_LT(value, asking.values);
      asked.insert(value);
      if (++calls > ends_after) return std::optional<SizeVerdicts>();
      return std::optional(at(value, need.patient));
    });
    EXPECT_LE(asked.size(), size_probes_most(asking));
    return found;
  }
  SizeFound find(SizeWanted wanted = SizeWanted::kEither) const { return find(question(wanted)); }
};

Design design(std::vector<std::string> rows) { return Design{std::move(rows), {}, 0, 1'000'000}; }

TEST(SizeSearch, FindsTheSmallestWhereverItIs) {
  for (std::size_t values = 2; values <= 40; ++values)
    for (std::size_t edge = 1; edge < values; ++edge) {
      const Design d =
          design({std::string(edge, 'F') + std::string(values - edge, 'H'), std::string(values, 'H')});
      const SizeFound found = d.find();
      ASSERT_EQ(found.end, SizeEnd::kFound) << values << " " << edge;
      EXPECT_EQ(found.wanted, SizeWanted::kSmallest);
      EXPECT_EQ(found.answer, edge);
      EXPECT_EQ(found.other, edge - 1);
      EXPECT_TRUE(found.contradictions.empty());
      EXPECT_TRUE(found.bound_beyond.empty());
      EXPECT_LE(d.asked.size(), 2 + std::ceil(std::log2(values)) + 2);
    }
}

TEST(SizeSearch, FindsTheLargestWhereverItIs) {
  for (std::size_t values = 2; values <= 40; ++values)
    for (std::size_t edge = 1; edge < values; ++edge) {
      const SizeFound found = design({std::string(edge, 'H') + std::string(values - edge, 'F')}).find();
      ASSERT_EQ(found.end, SizeEnd::kFound);
      EXPECT_EQ(found.wanted, SizeWanted::kLargest);
      EXPECT_EQ(found.answer, edge - 1);
      EXPECT_EQ(found.other, edge);
    }
}

// Two expectations with an edge each, rising or falling: against looking at every value.
TEST(SizeSearch, KeepsToBoundsFromBothSides) {
  const std::size_t values = 12;
  for (std::size_t rise = 0; rise <= values; ++rise)
    for (std::size_t fall = 0; fall <= values; ++fall)
      for (const SizeWanted wanted : {SizeWanted::kSmallest, SizeWanted::kLargest}) {
        const Design d = design({std::string(rise, 'F') + std::string(values - rise, 'H'),
                                 std::string(fall, 'H') + std::string(values - fall, 'F')});
        const SizeFound found = d.find(wanted);
        EXPECT_EQ(found.wanted, wanted);
        std::vector<std::size_t> meet;
        for (std::size_t i = 0; i < values; ++i)
          if (i >= rise && i < fall) meet.push_back(i);
        const std::string what = std::to_string(rise) + " " + std::to_string(fall) + " " + word(wanted);
        if (meet.empty()) {
          EXPECT_EQ(found.end, SizeEnd::kNone) << what;
          EXPECT_FALSE(found.answer);
          continue;
        }
        ASSERT_TRUE(found.answer) << what << " " << word(found.end);
        EXPECT_EQ(*found.answer, wanted == SizeWanted::kSmallest ? meet.front() : meet.back()) << what;
        EXPECT_EQ(found.end, meet.size() == values ? SizeEnd::kAll : SizeEnd::kFound) << what;
        const bool bounded = wanted == SizeWanted::kSmallest ? fall < values : rise > 0;
        EXPECT_EQ(!found.bound_beyond.empty(), bounded) << what;
      }
}

TEST(SizeSearch, SaysThatThereIsNone) {
  const SizeFound found = design({"FFFFFFFF", "HHHHHHHH"}).find();
  EXPECT_EQ(found.end, SizeEnd::kNone);
  EXPECT_FALSE(found.answer);
}

TEST(SizeSearch, GivesTheStretchThatCanNotBeDecided) {
  const std::size_t values = 30;
  for (std::size_t fails = 0; fails <= 20; ++fails)
    for (std::size_t open = 1; fails + open < values; ++open) {
      const std::string row =
          std::string(fails, 'F') + std::string(open, 'U') + std::string(values - fails - open, 'H');
      const SizeFound found = design({row}).find();
      ASSERT_EQ(found.end, SizeEnd::kStretch) << row;
      EXPECT_EQ(found.answer, fails + open) << row;
      EXPECT_EQ(found.other, fails == 0 ? std::nullopt : std::optional(fails - 1)) << row;
    }
}

// What rises is open from 3 on; what falls fails from 2 on, and so in all of the stretch.
TEST(SizeSearch, KnowsThatAStretchHoldsNothing) {
  EXPECT_EQ(design({"FFFUUUHH", "HHFFFFFF"}).find(SizeWanted::kSmallest).end, SizeEnd::kNone);
  EXPECT_EQ(design({"FFFUUUHH", "HHHHFFFF"}).find(SizeWanted::kSmallest).end, SizeEnd::kUndecided);
}

TEST(SizeSearch, IsPatientOnlyWhereTheAnswerHangsOnIt) {
  const Design d = design({"FFFFFFFfffhhhHHHHHHHHHHHHHHHHHHH"});
  const SizeFound found = d.find();
  EXPECT_EQ(found.end, SizeEnd::kFound);
  EXPECT_EQ(found.answer, 10u);
  EXPECT_EQ(found.other, 9u);
  const Design open = design({"FFFFFFFFFFFFHHHHHHHHHHHHHHHHHHHH", "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh"});
  EXPECT_EQ(open.find(SizeWanted::kSmallest).answer, 12u);
}

TEST(SizeSearch, SaysWhatChangesMoreThanOnce) {
  // Holds in a window only: the ends both fail, and the middle shows it.
  const SizeFound window = design({"FFFFHHHHHHFFFF"}).find();
  EXPECT_EQ(window.end, SizeEnd::kFound);
  EXPECT_EQ(window.answer, 4u);
  ASSERT_EQ(window.contradictions.size(), 1u);
  // Dips where bisection would not look.
  const SizeFound dip = design({"FFHHHHHHHHHHHHHHHHHHHHFFFFFFFFFFFFFFFFFFHHHH"}).find();
  EXPECT_EQ(dip.answer, 2u);
  ASSERT_EQ(dip.contradictions.size(), 1u);
  EXPECT_LT(dip.contradictions[0].holds, dip.contradictions[0].fails);
  // A smaller one that meets all, found by the look at the longest stretch.
  const SizeFound early = design({"FFFFFFFFHHHHHHFFFFFFFFFFFFHHHHHHHHHHHHHHHHHH"}).find();
  ASSERT_FALSE(early.contradictions.empty());
  // One that holds at both ends and fails between them.
  const SizeFound hole = design({"HHHHHFFFHHHHH"}).find();
  EXPECT_FALSE(hole.contradictions.empty());
  EXPECT_EQ(hole.end, SizeEnd::kFound);
}

TEST(SizeSearch, GoesOutwardsFromAnOpenStart) {
  const std::size_t values = 200;
  for (std::size_t edge = 1; edge < values; edge += 7)
    for (const bool rising : {true, false}) {
      const Design d =
          design({std::string(edge, rising ? 'F' : 'H') + std::string(values - edge, rising ? 'H' : 'F')});
      SizeQuestion question = d.question();
      question.start = 50;
      for (std::size_t step = 1; step < 2 * values; step *= 2) {
        question.up.push_back(std::min<std::size_t>(50 + step, values - 1));
        question.down.push_back(step >= 50 ? 0 : 50 - step);
      }
      const SizeFound found = d.find(question);
      ASSERT_EQ(found.end, SizeEnd::kFound) << edge << rising;
      EXPECT_EQ(found.answer, rising ? edge : edge - 1);
      EXPECT_EQ(found.wanted, rising ? SizeWanted::kSmallest : SizeWanted::kLargest);
    }
}

TEST(SizeSearch, ThatIsCutShortKeepsWhatIsKnown) {
  for (std::size_t calls = 0; calls < 12; ++calls) {
    Design d = design({std::string(37, 'F') + std::string(63, 'H')});
    d.ends_after = calls;
    const SizeFound found = d.find();
    if (!found.answer) {
      EXPECT_EQ(found.end, SizeEnd::kUndecided);
      continue;
    }
    EXPECT_GE(*found.answer, 37u);
    ASSERT_TRUE(found.other);
    EXPECT_LT(*found.other, 37u);
    EXPECT_EQ(found.end, *found.answer - *found.other == 1 ? SizeEnd::kFound : SizeEnd::kStretch);
  }
}

// A thousand designs at random, two expectations each: whenever it says found, without a contradiction, the
// value meets all and the one beside it does not.
TEST(SizeSearch, NeverClaimsWhatItDidNotSee) {
  std::uint64_t state = 7;
  const auto draw = [&state](std::uint64_t below) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (state >> 33) % below;
  };
  for (int i = 0; i < 1000; ++i) {
    const std::size_t values = 2 + draw(40);
    std::vector<std::string> rows(2);
    for (std::string& row : rows)
      while (row.size() < values) {
        const std::size_t run = std::min<std::size_t>(1 + draw(values), values - row.size());
        row += std::string(run, "HFUhf"[draw(5)]);
      }
    const Design d = design(rows);
    const SizeFound found = d.find();
    if (found.answer) {
      for (const Expected each : d.at(*found.answer, true))
        EXPECT_EQ(each, Expected::kHolds) << rows[0] << " " << rows[1];
    }
    if (found.other) {
      const SizeVerdicts there = d.at(*found.other, true);
      EXPECT_TRUE(std::find(there.begin(), there.end(), Expected::kFails) != there.end());
    }
    if (found.end == SizeEnd::kFound && found.answer && found.other) {
      EXPECT_EQ(std::max(*found.answer, *found.other) - std::min(*found.answer, *found.other), 1u);
    }
  }
}

}  // namespace
}  // namespace windtunnel

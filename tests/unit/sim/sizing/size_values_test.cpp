// The values of a search: what a range, a list and a path alone come to, and what is wrong with them.
#include "sim/sizing/size_values.hpp"

#include <gtest/gtest.h>

#include "sim/config/problem.hpp"

namespace windtunnel {
namespace {

constexpr const char* kScenario =
    R"({"tiers": {"app": {"replicas": 3}}, "load": {"rate": "72 /s", "name": "x"}})";

std::optional<SizeValues> values_of(const std::string& argument, std::string* wrong = nullptr,
                                    double precision = kSizePrecision) {
  Problems problems;
  const Document document = Document::from_text(kScenario, "s.json", problems);
  auto made = size_values(argument, precision, document, problems);
  EXPECT_EQ(made.has_value(), problems.empty()) << problems.text("s.json");
  if (wrong != nullptr) *wrong = problems.text("s.json");
  return made;
}

std::string words_of(const SizeValues& values) {
  std::string words;
  for (const Node& value : values.values) words += (words.empty() ? "" : " ") + size_value_words(value);
  return words;
}

TEST(SizeValues, AreWholeNumbersOneByOne) {
  const auto made = values_of("tiers.app.replicas=2..6");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->path, "tiers.app.replicas");
  EXPECT_EQ(words_of(*made), "2 3 4 5 6");
  EXPECT_TRUE(made->range);
  EXPECT_TRUE(made->values.front().is_integer());
  EXPECT_EQ(words_of(*values_of("tiers.app.replicas = 6 .. 2")), "2 3 4 5 6");
}

TEST(SizeValues, AreStepsOfThePrecisionBetweenQuantities) {
  const auto made = values_of("load.rate=100 /s..2000 /s");
  ASSERT_TRUE(made);
  EXPECT_EQ(size_value_words(made->values.front()), "100 /s");
  EXPECT_EQ(size_value_words(made->values.back()), "2000 /s");
  ASSERT_GT(made->numbers.size(), 290u);  // log(20) / log(1.01) = 301
  for (std::size_t i = 1; i < made->numbers.size(); ++i) {
    const double step = made->numbers[i] / made->numbers[i - 1] - 1;
    EXPECT_GT(step, 0.008);
    EXPECT_LT(step, 0.0115);  // rounded to four digits
  }
  EXPECT_EQ(values_of("load.rate=100..2000 /s")->values.size(), made->values.size());
  EXPECT_EQ(words_of(*values_of("load.rate=1 /s..2 /s", nullptr, 0.5)), "1 /s 1.41 /s 2 /s");
}

TEST(SizeValues, AreEvenStepsWhereAnEndIsNotAboveZero) {
  EXPECT_EQ(words_of(*values_of("a.b=0.0..1.0", nullptr, 0.25)), "0 0.25 0.5 0.75 1");
}

TEST(SizeValues, AreAListInTheOrderOfTheSearch) {
  const auto sizes = values_of("tiers.app.instance=small, medium,large");
  ASSERT_TRUE(sizes);
  EXPECT_EQ(words_of(*sizes), "small medium large");
  EXPECT_TRUE(sizes->numbers.empty());
  EXPECT_FALSE(sizes->range);
  EXPECT_EQ(words_of(*values_of("a=8,4,2")), "2 4 8");  // numbers rise
  EXPECT_EQ(values_of("a=8,4,2")->numbers, (std::vector<double>{2, 4, 8}));
  EXPECT_EQ(words_of(*values_of("a=2,8,4")), "2 8 4");  // in whatever order was meant
  EXPECT_TRUE(values_of("a=2,8,4")->numbers.empty());
}

TEST(SizeValues, OfAPathAloneGoBothWaysFromItsOwnValue) {
  const auto made = values_of("load.rate");
  ASSERT_TRUE(made);
  ASSERT_TRUE(made->start);
  EXPECT_EQ(size_value_words(made->values[*made->start]), "72 /s");
  EXPECT_DOUBLE_EQ(made->numbers.front(), 72.0 / 1024);
  EXPECT_DOUBLE_EQ(made->numbers.back(), 72.0 * 1024);
  const auto whole = values_of("tiers.app.replicas");
  ASSERT_TRUE(whole);
  EXPECT_EQ(size_value_words(whole->values.front()), "1");
  EXPECT_EQ(size_value_words(whole->values[*whole->start]), "3");
  EXPECT_EQ(whole->numbers.back(), 3072);
  for (std::size_t i = 1; i < whole->numbers.size(); ++i) ASSERT_LT(whole->numbers[i - 1], whole->numbers[i]);
  EXPECT_EQ(whole->numbers[49], 50);  // one by one where a step is under 1
}

TEST(SizeValues, ThatAreWrongEarnAText) {
  const auto text_of = [](const std::string& argument) {
    std::string wrong;
    EXPECT_FALSE(values_of(argument, &wrong)) << argument;
    return wrong;
  };
  EXPECT_NE(text_of("=1..3").find("--vary"), std::string::npos);
  EXPECT_NE(text_of("a=x..3").find("a number, or a quantity with its unit, on the left"), std::string::npos);
  EXPECT_NE(text_of("a=3..y").find("a number on the right"), std::string::npos);
  EXPECT_NE(text_of("a=3 ms..4 s").find("a quantity in ms"), std::string::npos);
  EXPECT_NE(text_of("a=3..3").find("two different ends"), std::string::npos);
  EXPECT_NE(text_of("a=1..1000000").find("at most 100,000 values"), std::string::npos);
  EXPECT_NE(text_of("a=7").find("two values and more"), std::string::npos);
  EXPECT_NE(text_of("a=7,,8").find("two values and more"), std::string::npos);
  EXPECT_NE(text_of("load.name").find("above 0 to begin at"), std::string::npos);
  EXPECT_NE(text_of("load.nothing").find("no value in the scenario"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel

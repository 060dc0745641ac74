// Values through bytes and back, and bytes that are no values.
#include "sim/base/archive.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

struct Inner {
  std::int64_t number = 0;
  std::string text;
  bool operator==(const Inner&) const = default;

  template <class Archive>
  void archive(Archive& a) {
    a(number, text);
  }
};

struct Outer {
  std::vector<Inner> list;
  std::map<std::string, std::string> map;
  std::optional<Inner> maybe;
  std::optional<std::int32_t> nothing;
  std::array<std::uint64_t, 2> pair{};
  std::vector<std::vector<double>> table;
  Time when;
  ArchivedInt128 wide = 0;
  bool operator==(const Outer&) const = default;

  template <class Archive>
  void archive(Archive& a) {
    a(list, map, maybe, nothing, pair, table, when, wide);
  }
};

Outer example() {
  Outer outer;
  outer.list = {{1, "one"}, {-2, ""}};
  outer.map = {{"b", "2"}, {"a", "1"}};
  outer.maybe = Inner{7, std::string(300, 'x')};
  outer.pair = {3, ~std::uint64_t{0}};
  outer.table = {{1.5, -0.0}, {}, {2.5}};
  outer.when = Time::from_ns(-5);
  outer.wide = ArchivedInt128{1} << 100;
  return outer;
}

TEST(Archive, GivesBackWhatWentIn) {
  const std::string bytes = packed(example());
  Unpacker unpacker(bytes);
  const auto back = std::make_unique<Outer>();  // g++ 12 takes an optional on the stack for uninitialized
  unpacker(*back);
  EXPECT_TRUE(unpacker.at_the_end());
  EXPECT_EQ(*back, example());
}

TEST(Archive, NoticesEveryCut) {
  const std::string bytes = packed(example());
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    Unpacker unpacker(std::string_view(bytes).substr(0, cut));
    const auto back = std::make_unique<Outer>();
    unpacker(*back);
    EXPECT_FALSE(unpacker.at_the_end()) << cut;
  }
}

TEST(Archive, NoticesWhatIsLeftOver) {
  const std::string bytes = packed(std::int64_t{1}) + "x";
  Unpacker unpacker(bytes);
  std::int64_t number = 0;
  unpacker(number);
  EXPECT_TRUE(unpacker.ok());
  EXPECT_FALSE(unpacker.at_the_end());
}

// A length of 2^60 with nothing behind it asks for no memory.
TEST(Archive, BelievesNoLengthWithoutTheBytesForIt) {
  const std::string bytes = packed(std::uint64_t{1} << 60);
  Unpacker unpacker(bytes);
  std::vector<std::string> list;
  unpacker(list);
  EXPECT_FALSE(unpacker.ok());
  EXPECT_TRUE(list.empty());
}

}  // namespace
}  // namespace windtunnel

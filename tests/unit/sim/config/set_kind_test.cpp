// Setting a choice to another kind replaces it; setting fields of the same kind merges.
#include <gtest/gtest.h>

#include "sim/config/document.hpp"

namespace windtunnel {
namespace {

Document document() {
  Problems problems;
  return Document::from_text(R"({"service": {"kind": "lognormal", "p50": "6 ms", "p99": "40 ms"}})",
                             "shop.json", problems);
}

TEST(Set, ReplacesAChoiceThatChangesItsKind) {
  Problems problems;
  Document shop = document();
  EXPECT_TRUE(shop.set("service", R"({"kind": "exponential", "mean": "5 ms"})", problems));
  EXPECT_EQ(shop.at("service")->to_json(), R"({"kind": "exponential", "mean": "5 ms"})");
}

TEST(Set, MergesIntoAChoiceThatKeepsItsKind) {
  Problems problems;
  Document shop = document();
  EXPECT_TRUE(shop.set("service", R"({"kind": "lognormal", "p99": "80 ms"})", problems));
  EXPECT_EQ(shop.at("service")->to_json(), R"({"kind": "lognormal", "p50": "6 ms", "p99": "80 ms"})");
}

}  // namespace
}  // namespace windtunnel

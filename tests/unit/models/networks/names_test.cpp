// Each network by the name that a scenario calls it by.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

TEST(Networks, AreOfferedByName) {
  const Catalog catalog = builtin_catalog();
  std::vector<std::string> names;
  for (const auto& entry : catalog.entries<NetworkModel>()) names.push_back(entry->name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"constant", "jittered", "regions", "routed", "flow", "message"}));
}

}  // namespace
}  // namespace windtunnel

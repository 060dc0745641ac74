#include "sim/kernel/kernel.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

TEST(Kernel, FiresEventsOfOneInstantInTheOrderTheyWerePlanned) {
  Kernel kernel;
  std::vector<std::uint64_t> seen;
  const Event::Fire note = [](void* self, std::uint64_t word) { static_cast<std::vector<std::uint64_t>*>(self)->push_back(word); };
  for (std::uint64_t word : {1u, 2u, 3u}) kernel.at(Time::from_ns(5), Event{note, &seen, word});
  kernel.run();
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace windtunnel

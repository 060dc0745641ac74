// memberlist's formulas, with its roundings: they are what its vectors test.
#include "models/consensus/membership_timers.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

namespace windtunnel {

Duration suspicion_time(std::int64_t mult, std::uint32_t members, Duration interval) {
  const double scale = std::max(1.0, log(std::max(1.0, static_cast<double>(members))) / log(10.0));
  // A hair more than the quotient, so that the logarithm of 1000 is 3.
  return mult * static_cast<std::int64_t>(scale * 1000 + 1e-9) * interval / 1000;
}

Duration suspicion_left(std::uint32_t confirmed, std::uint32_t needed, Duration elapsed, Duration least,
                        Duration most) {
  const double share =
      needed == 0 ? 1.0 : log(static_cast<double>(confirmed) + 1) / log(static_cast<double>(needed) + 1);
  const double raw_ms = (most.seconds() - share * (most.seconds() - least.seconds())) * 1000;
  const Duration whole = Duration::from_ns(static_cast<std::int64_t>(raw_ms) * 1'000'000);
  return std::max(whole, least) - elapsed;
}

std::uint32_t retransmit_limit(std::uint32_t mult, std::uint32_t members) {
  std::uint32_t digits = 0;  // the least whose power of ten is n + 1 or more
  for (std::uint64_t power = 1; power < std::uint64_t{members} + 1; power *= 10) ++digits;
  return mult * digits;
}

std::int64_t push_pull_scale(std::uint32_t members) {
  std::int64_t scale = 1;
  for (std::uint64_t size = 32; size < members; size *= 2) ++scale;
  return scale;
}

}  // namespace windtunnel

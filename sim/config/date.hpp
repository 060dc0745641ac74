// The moment at which a run starts, as people write it: "2026-03-02T00:00-06:00".
//
// Only shapes and catalogs that follow a calendar look at it; simulated time itself starts at 0 everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace windtunnel {

struct StartDate {
  std::int64_t utc_seconds = 0;     // since 1970-01-01T00:00Z
  std::int32_t offset_minutes = 0;  // of the local clock from UTC

  bool operator==(const StartDate&) const = default;
  // 0 is Monday, local.
  int weekday() const;
  // Seconds since local midnight.
  std::int64_t second_of_day() const;
  std::string text() const;
  // Date, "T", hours and minutes (seconds may follow), then "Z" or an offset; nothing when it is no such
  // moment.
  static std::optional<StartDate> parse(std::string_view text);
};

}  // namespace windtunnel

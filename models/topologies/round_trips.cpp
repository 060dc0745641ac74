// Reading a matrix of round trips.
#include "models/topologies/round_trips.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace windtunnel {
namespace {

constexpr double kRoundTripMaxMs = 3'600'000;

std::optional<std::size_t> rtt_column(const Table& table) {
  for (const char* name : {"rtt_ms", "rtt_avg_ms", "rtt_p50_ms"})
    if (const auto column = table.column(name)) return column;
  return std::nullopt;
}

}  // namespace

std::vector<Duration> round_trips(const Table& table, const Places& places, const Complain& complain) {
  const std::size_t count = places.regions.size();
  std::vector<std::optional<Duration>> found(count * count);
  const auto from = table.column("from"), to = table.column("to"), rtt = rtt_column(table);
  if (!from || !to || !rtt) {
    complain("rtt", "WT022", "the table " + table.name(), "columns from, to and rtt_ms", {}, {});
    return std::vector<Duration>(count * count);
  }
  std::vector<std::string> known;  // every region of the table
  const auto knows = [&known](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string& a = table.cell(row, *from);
    const std::string& b = table.cell(row, *to);
    for (const std::string* name : {&a, &b})
      if (!knows(*name)) known.push_back(*name);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < count; ++j) {
        if (i == j || a != places.regions[i] || b != places.regions[j]) continue;
        const auto ms = table.number(row, *rtt);
        if (ms && *ms >= 0 && *ms <= kRoundTripMaxMs) {
          found[i * count + j] = Duration::from_seconds(*ms * 1e-3);
        } else {
          complain("rtt", "WT022",
                   "row " + std::to_string(row + 1) + " of " + table.name() + ": " + table.cell(row, *rtt),
                   "a round trip in milliseconds, from 0 to an hour", {}, {});
          found[i * count + j] = Duration();
        }
      }
  }
  std::vector<Duration> result(count * count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) {
      if (i == j) continue;
      if (found[i * count + j]) {
        result[i * count + j] = *found[i * count + j];
      } else if (found[j * count + i]) {
        result[i * count + j] = *found[j * count + i];
      } else if (i < j) {
        const bool wrong_name = !knows(places.regions[i]) || !knows(places.regions[j]);
        complain("rtt", "WT028", "no round trip between " + places.regions[i] + " and " + places.regions[j],
                 "a table that has the pair: " + table.name() + " has not",
                 !wrong_name                ? std::string_view()
                 : knows(places.regions[i]) ? places.regions[j]
                                            : places.regions[i],
                 wrong_name ? known : std::vector<std::string>());
      }
    }
  return result;
}

}  // namespace windtunnel

// The measured rate: a table of requests by second, minute or hour, scaled to a wanted peak or mean.
//
// The table's first moment is the start of the run unless `shift` says otherwise, and the series goes round
// after its last row. Within a row the rate is constant, so the day's shape is kept and nothing finer is
// claimed.
#include <algorithm>
#include <array>
#include <optional>

#include "models/rates/rate.hpp"
#include "sim/base/text.hpp"
#include "sim/base/units.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/table.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct SeriesRateFields {
  TableRef shape;
  Duration shift;
  std::optional<Rate> peak, mean;

  void describe(Schema& schema) {
    schema.field("shape", shape,
                 "Table with a column minute (or second, hour) and one requests_per_min (or _per_s, _per_h), "
                 "rows evenly spaced.",
                 Required{});
    schema.field("shift", shift, "Moves the shape later by this much; earlier when negative.");
    schema.field("peak", peak, "Scales the series so that its highest row is this.", Positive{});
    schema.field("mean", mean, "Scales the series so that its mean is this.", Positive{});
  }
  void check(Checker& checker) const { checker.not_both("peak", "mean"); }
};

struct Column {
  const char* name;
  double seconds;
};

RateLaw nothing() { return slotted_rate({0.0}, 1_s, Duration()); }

RateLaw make_series(const SeriesRateFields& fields, const Complain& complain) {
  if (!fields.shape) return nothing();
  const Table& table = *fields.shape;
  constexpr std::array kTimes = {Column{"second", 1}, Column{"minute", 60}, Column{"hour", 3600}};
  constexpr std::array kRates = {Column{"requests_per_s", 1}, Column{"requests_per_min", 60},
                                 Column{"requests_per_h", 3600}};
  std::optional<std::size_t> time_column, rate_column;
  double time_unit = 1, rate_unit = 1;
  for (const Column& each : kTimes)
    if (const auto at = table.column(each.name)) time_column = at, time_unit = each.seconds;
  for (const Column& each : kRates)
    if (const auto at = table.column(each.name)) rate_column = at, rate_unit = each.seconds;
  if (!time_column || !rate_column || table.rows() < 2) {
    complain("shape", "WT022", "the table " + table.name(),
             "columns second, minute or hour and requests_per_s, _per_min or _per_h, and two rows or more",
             {}, {});
    return nothing();
  }
  std::vector<double> rates;
  double step = 0, before = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto time = table.number(row, *time_column), rate = table.number(row, *rate_column);
    if (!time || !rate || *rate < 0 || !(*rate < 1e15)) {
      complain("shape", "WT022", "row " + std::to_string(row + 1) + " of " + table.name(),
               "two numbers, the rate 0 or more", {}, {});
      return nothing();
    }
    if (row == 1) step = *time - before;
    if (row >= 1 && (*time - before != step || step <= 0)) {
      complain("shape", "WT022", "row " + std::to_string(row + 1) + " of " + table.name(),
               "the time " + significant(before + step, 6) + ": rows are evenly spaced", {}, {});
      return nothing();
    }
    before = *time;
    rates.push_back(*rate / rate_unit);
  }
  const double top = *std::max_element(rates.begin(), rates.end());
  double sum = 0;
  for (const double rate : rates) sum += rate;
  if (top <= 0) {
    complain("shape", "WT022", "a series without a request", "at least one row above 0", {}, {});
    return nothing();
  }
  double scale = 1;
  if (fields.peak) scale = fields.peak->per_second() / top;
  if (fields.mean) scale = fields.mean->per_second() / (sum / static_cast<double>(rates.size()));
  for (double& rate : rates) rate *= scale;
  return slotted_rate(std::move(rates), Duration::from_seconds(step * time_unit), fields.shift);
}

}  // namespace

Entry<RateModel> series_rate() {
  return entry<RateModel, SeriesRateFields>(
      {.name = "series",
       .meaning =
           "A measured series of rates, such as a day of a real site, scaled to a wanted peak or mean.",
       .source = "the table named in `shape`, with its source and date",
       .leaves_out = "Burstiness finer than the table's rows: within a row arrivals are Poisson.",
       .validated_by = {"series_test"}},
      make_series);
}

}  // namespace windtunnel

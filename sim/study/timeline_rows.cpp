// Reading the timeline of one replication.
#include "sim/study/timeline_rows.hpp"

#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"

namespace windtunnel {
namespace {

// See the metrics' definitions.
constexpr std::int64_t kRequestsToTell = 200;
constexpr std::int64_t kRequestsToTellARate = 1000;  // their number is the figure, and 10% has to be no noise
constexpr double kShortfall = 0.05;
constexpr double kFewer = 0.10;
constexpr double kSlower = 0.50;
constexpr int kGoodInARow = 3;

// The timeline of some regions' clients, and its running sums: `until[b]` is what came before bin b.
struct Timeline {
  std::vector<Bin> bins;
  std::vector<Bin> until;
};

void add(Bin& sum, const Bin& one) {
  sum.ok += one.ok, sum.failed += one.failed, sum.latency_ns += one.latency_ns;
}

Timeline timeline_of(const RunFacts& facts, const std::vector<bool>& regions) {
  const RecorderShape& shape = facts.recorder.shape();
  Timeline timeline;
  timeline.bins.resize(shape.bins);
  timeline.until.resize(shape.bins + std::size_t{1});
  for (std::uint32_t bin = 0; bin < shape.bins; ++bin) {
    Bin& sum = timeline.bins[bin];
    for (std::uint32_t region = 0; region < regions.size(); ++region)
      if (regions[region])
        add(sum, facts.recorder.bins()[static_cast<std::size_t>(region) * shape.bins + bin]);
    timeline.until[bin + 1] = timeline.until[bin];
    add(timeline.until[bin + 1], sum);
  }
  return timeline;
}

// The regions whose clients a fault concerns: those of the struck replicas.
std::vector<bool> struck_regions(const Flight& flight, std::uint32_t fault) {
  std::vector<bool> struck(flight.plan.places.regions.size(), false);
  for (const auto& unit : flight.plan.faults[fault].units)
    for (const std::uint32_t replica : unit)
      struck[flight.plan.places.region_of_zone[flight.plan.replicas[replica].zone]] = true;
  return struck;
}

// What a recovery is judged by: the figure of a span, and what of it is bad, given that before the strike.
class Yardstick {
 public:
  explicit Yardstick(std::string_view metric) : metric_(metric) {
    CHECK(metric == "time_to_recover" || metric == "time_to_recover_goodput" ||
              metric == "time_to_recover_latency",
          "a metric of a fault without a reading");
  }
  std::int64_t requests_to_tell() const { return goodput() ? kRequestsToTellARate : kRequestsToTell; }
  double figure(const Bin& span, double seconds) const {
    const auto ok = static_cast<double>(span.ok);
    if (goodput()) return ok / seconds;
    if (latency()) return span.ok > 0 ? static_cast<double>(span.latency_ns) / ok : math::kNaN;
    return ok / static_cast<double>(span.ok + span.failed);
  }
  bool bad(double now, double before) const {
    if (goodput()) return now < before * (1 - kFewer);
    if (latency()) return !(now <= before * (1 + kSlower));  // no good reply is bad
    return now < before - kShortfall;
  }

 private:
  bool goodput() const { return metric_ == "time_to_recover_goodput"; }
  bool latency() const { return metric_ == "time_to_recover_latency"; }
  std::string_view metric_;
};

std::optional<double> seconds_to_recover(const Flight& flight, const RecorderShape& shape,
                                         const Timeline& timeline, const FaultInterval& strike,
                                         const Yardstick& yardstick) {
  const auto bin_of = [&](Time time) {
    return static_cast<std::uint32_t>(std::min<std::int64_t>(time.since_start() / shape.bin, shape.bins - 1));
  };
  const Time run_end = Time() + flight.plan.lasts;
  const Time fault_end = std::min(strike.end, run_end);
  const Time look_until = std::min(run_end, fault_end + (fault_end - strike.start));
  const std::uint32_t struck = bin_of(strike.start), measured = bin_of(Time() + flight.plan.warm_up);
  Bin before;
  before.ok = timeline.until[struck].ok - timeline.until[measured].ok;
  before.failed = timeline.until[struck].failed - timeline.until[measured].failed;
  before.latency_ns = timeline.until[struck].latency_ns - timeline.until[measured].latency_ns;
  if (before.ok + before.failed < yardstick.requests_to_tell()) return std::nullopt;
  const auto seconds = [&](std::uint32_t bins) { return shape.bin.seconds() * static_cast<double>(bins); };
  const double normal = yardstick.figure(before, seconds(struck - measured));
  double recovered = 0;
  int good_in_a_row = 0;
  Bin span;
  std::uint32_t bins = 0;
  for (std::uint32_t bin = struck; bin <= bin_of(look_until); ++bin) {
    add(span, timeline.bins[bin]);
    ++bins;
    if (span.ok + span.failed < yardstick.requests_to_tell()) continue;
    ++good_in_a_row;
    if (yardstick.bad(yardstick.figure(span, seconds(bins)), normal)) {
      good_in_a_row = 0;
      const Time end = std::min(Time() + shape.bin * (static_cast<std::int64_t>(bin) + 1), run_end);
      recovered = (end - strike.start).seconds();
    }
    if (good_in_a_row == kGoodInARow) break;
    span = Bin{}, bins = 0;
  }
  return recovered;
}

struct Span {
  Time from, to;
};
Span span_of(const Flight& flight, const RowKey& row) {
  if (row.phase) return {flight.phases[*row.phase].start, flight.phases[*row.phase].end};
  return {Time() + flight.plan.warm_up, Time() + flight.plan.lasts};
}

}  // namespace

RowValue recovery_value(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  double sum = 0;
  std::int64_t strikes = 0;
  Time last = Time::from_ns(-1);
  const Yardstick yardstick(row.metric->name);
  const Timeline timeline = timeline_of(facts, struck_regions(flight, *row.fault));
  for (const FaultInterval& strike : facts.faults) {
    // Units struck at one moment are one strike.
    if (strike.fault != *row.fault || strike.start < Time() + flight.plan.warm_up || strike.start == last)
      continue;
    last = strike.start;
    if (const auto seconds =
            seconds_to_recover(flight, facts.recorder.shape(), timeline, strike, yardstick)) {
      sum += *seconds;
      ++strikes;
    }
  }
  return {strikes > 0 ? sum / static_cast<double>(strikes) : math::kNaN, 0, strikes};
}

RowValue worst_span_value(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  const RecorderShape& shape = facts.recorder.shape();
  const auto regions = static_cast<std::uint32_t>(flight.plan.places.regions.size());
  const std::uint32_t first = row.region.value_or(0), last = row.region ? *row.region + 1 : regions;
  const Span whole = span_of(flight, row);
  double worst = math::kNaN;
  std::int64_t spans = 0;
  Bin span;
  for (std::uint32_t bin = 0; bin < shape.bins; ++bin) {
    const Time start = Time() + shape.bin * static_cast<std::int64_t>(bin);
    if (start < whole.from) continue;
    if (start >= whole.to) break;
    for (std::uint32_t region = first; region < last; ++region)
      add(span, facts.recorder.bins()[static_cast<std::size_t>(region) * shape.bins + bin]);
    if (span.ok + span.failed < kRequestsToTell) continue;
    const double now = static_cast<double>(span.ok) / static_cast<double>(span.ok + span.failed);
    worst = spans == 0 ? now : std::min(worst, now);
    ++spans;
    span = Bin{};
  }
  return {worst, 0, spans};
}

RowValue peak_value(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  const Span whole = span_of(flight, row);
  const std::size_t regions = flight.plan.places.regions.size();
  double peak = math::kNaN;
  std::int64_t looks = 0;
  for (std::size_t i = 0; i < facts.in_system.size(); ++i) {
    // Looks are at even times, the last at the end of the run.
    const Time at = Time() + flight.plan.lasts / static_cast<std::int64_t>(facts.in_system.size()) *
                                 static_cast<std::int64_t>(i + 1);
    if (at < whole.from || at > whole.to) continue;
    std::int64_t present = 0;
    for (std::size_t region = 0; region < regions; ++region)
      if (!row.region || *row.region == region) present += facts.in_system[i][*row.tier * regions + region];
    peak = looks == 0 ? static_cast<double>(present) : std::max(peak, static_cast<double>(present));
    ++looks;
  }
  return {peak, 0, looks};
}

}  // namespace windtunnel

// The suites of open workloads and failure sources: what they say of time has to be possible, and the same
// from the same stream whatever others do.
#include <string>

#include "models/plugins/conformance.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/base/random.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

constexpr std::uint64_t kRequests = 300;
constexpr std::uint32_t kUnits = 4;
constexpr std::uint32_t kStrikes = 60;

std::string at(Time time) { return time == Time::never() ? "never" : text(time.since_start(), 9); }

// The last lines alone: what came before is the same again and again.
void keep_last(std::vector<std::string>& story) {
  if (story.size() > 5) story.erase(story.begin(), story.end() - 5);
}

Finding arrivals_of(OpenArrivals& source, OpenArrivals* other, std::uint64_t seed,
                    std::vector<Time>& arrivals) {
  Finding finding;
  Time before, its;
  for (std::uint64_t number = 0; number < kRequests; ++number) {
    if (other != nullptr && its != Time::never()) its = other->next(its, number);
    const Time next = source.next(before, number);
    arrivals.push_back(next);
    finding.story.push_back("request " + std::to_string(number) + " after " + at(before) + ": " + at(next));
    keep_last(finding.story);
    if (next < before) {
      finding.property = "ComesInTheOrderOfTime";
      finding.what = "request " + std::to_string(number) + " comes before the one before it";
      finding.seed = seed;
      return finding;
    }
    if (next == Time::never()) break;
    before = next;
  }
  finding.story.clear();
  return finding;
}

struct Told {
  Time now;
  std::uint32_t unit = 0;
  std::optional<FailureSource::Strike> strike;
  bool operator==(const Told& each) const {
    return now == each.now && unit == each.unit && strike.has_value() == each.strike.has_value() &&
           (!strike || (strike->after == each.strike->after && strike->lasts == each.strike->lasts));
  }
};

std::string shown(const Told& told) {
  return "unit " + std::to_string(told.unit) + " at " + at(told.now) + ": " +
         (told.strike
              ? "strikes after " + text(told.strike->after, 9) + ", for " + text(told.strike->lasts, 9)
              : "never again");
}

// Each unit is asked again when it has healed, whoever heals first first.
Finding strikes_of(FailureSource& source, FailureSource* other, std::uint64_t seed, std::vector<Told>& told) {
  std::vector<Rng> streams, its;
  std::vector<Time> due(kUnits);
  for (std::uint32_t unit = 0; unit < kUnits; ++unit) {
    streams.push_back(Rng::stream(seed, "failure conformance", {unit}));
    its.push_back(Rng::stream(seed + 1'000'003, "failure conformance", {unit}));
  }
  Finding finding;
  for (std::uint32_t strike = 0; strike < kStrikes; ++strike) {
    std::uint32_t unit = 0;
    for (std::uint32_t each = 1; each < kUnits; ++each)
      if (due[each] < due[unit]) unit = each;
    if (due[unit] == Time::never()) break;
    if (other != nullptr) static_cast<void>(other->next(unit, due[unit], its[unit]));
    told.push_back({due[unit], unit, source.next(unit, due[unit], streams[unit])});
    finding.story.push_back(shown(told.back()));
    keep_last(finding.story);
    const auto& said = told.back().strike;
    if (said && (said->after < Duration() || said->lasts <= Duration())) {
      finding.property = "StrikesInTheFutureAndLasts";
      finding.what = shown(told.back());
      finding.seed = seed;
      return finding;
    }
    due[unit] = said ? due[unit] + said->after + said->lasts : Time::never();
  }
  finding.story.clear();
  return finding;
}

// Alone, alone again, and beside another: the same three times. `fly` fills what was told, or finds.
template <class Answers, class Fly, class Show>
Finding thrice(const Fly& fly, const Show& show, std::uint64_t seed) {
  try {
    Answers alone, again, beside;
    for (const auto& [answers, with_other] :
         {std::pair{&alone, false}, std::pair{&again, false}, std::pair{&beside, true}})
      if (Finding finding = fly(with_other, *answers); !finding.empty()) return finding;
    for (const auto& [answers, property] : {std::pair{&again, "SaysTheSameFromTheSameStream"},
                                            std::pair{&beside, "SharesNothingWithOtherSources"}}) {
      if (*answers == alone) continue;
      std::size_t first = 0;
      while (first < alone.size() && first < answers->size() && alone[first] == (*answers)[first]) ++first;
      const auto line = [&](const Answers& list) {
        return first < list.size() ? show(first, list[first]) : "nothing more";
      };
      return Finding{property,
                     "answer " + std::to_string(first + 1) + " differs",
                     seed,
                     {"first   " + line(alone), "second  " + line(*answers)}};
    }
  } catch (const ModelFailure& failure) {
    return Finding{"NeverFails", failure.what(), seed, {}};
  }
  return {};
}

}  // namespace

Finding workload_conformance(const std::function<std::unique_ptr<OpenArrivals>(std::uint64_t key)>& make,
                             const ConformanceOptions& asked) {
  for (std::uint64_t schedule = 0; schedule < asked.schedules; ++schedule) {
    const std::uint64_t seed = asked.seed + schedule;
    const std::uint64_t key = Rng::stream_key(seed, "arrivals");
    Finding finding = thrice<std::vector<Time>>(
        [&](bool with_other, std::vector<Time>& arrivals) {
          const auto source = make(key), other = with_other ? make(mix64(key)) : nullptr;
          return arrivals_of(*source, other.get(), seed, arrivals);
        },
        [](std::size_t number, Time time) { return "request " + std::to_string(number) + ": " + at(time); },
        seed);
    if (!finding.empty()) return finding;
  }
  return {};
}

Finding failure_conformance(const std::function<std::unique_ptr<FailureSource>()>& make,
                            const ConformanceOptions& asked) {
  for (std::uint64_t schedule = 0; schedule < asked.schedules; ++schedule) {
    const std::uint64_t seed = asked.seed + schedule;
    Finding finding = thrice<std::vector<Told>>(
        [&](bool with_other, std::vector<Told>& told) {
          const auto source = make(), other = with_other ? make() : nullptr;
          return strikes_of(*source, other.get(), seed, told);
        },
        [](std::size_t, const Told& told) { return shown(told); }, seed);
    if (!finding.empty()) return finding;
  }
  return {};
}

std::vector<Promised> promises_of(std::string_view kind) {
  if (kind == "load_balancing")
    return {{"PicksSomebodyWhoIsUp", "an index into those that are up, whoever comes and goes"},
            {"PicksNobodyWhenNobodyIsUp", "and nobody only then"},
            {"ChoosesTheSameFromTheSameStream", "with the same luck a second life is the same"},
            {"SharesNothingWithOtherBalancers", "what another balancer does changes nothing"},
            {"NeverFails", "nothing is raised"}};
  if (kind == "workload")
    return {{"ComesInTheOrderOfTime", "no request comes before the one before it"},
            {"SaysTheSameFromTheSameStream", "with the same luck a second run is the same"},
            {"SharesNothingWithOtherSources", "what another workload does changes nothing"},
            {"NeverFails", "nothing is raised"}};
  if (kind == "failure")
    return {{"StrikesInTheFutureAndLasts", "a strike comes now or later and lasts a while"},
            {"SaysTheSameFromTheSameStream", "with the same luck a second run is the same"},
            {"SharesNothingWithOtherSources", "what another fault does changes nothing"},
            {"NeverFails", "nothing is raised"}};
  if (kind == "replication")
    return {{"validity", "what changed data was asked; what is read was written"},
            {"order, agreement, integrity", "where it promises them"},
            {"linearizability, convergence", "where it promises them"},
            {"progress", "everybody's operation ends when all is well again"},
            {"DoesEqualThingsWithEqualInputs", "a schedule flown twice tells one story"},
            {"failure", "nothing is raised"}};
  return {};
}

}  // namespace windtunnel

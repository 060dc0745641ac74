// For tests of policies: views by hand, policies by JSON, and a small exact farm of queues to measure them
// in.
#pragma once

#include <cmath>
#include <queue>
#include <vector>

#include "models/load_balancing/balancing.hpp"
#include "sim/base/samplers.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& policies() {
  static const Catalog catalog = [] {
    Catalog made;
    add_load_balancing(made);
    return made;
  }();
  return catalog;
}

inline std::unique_ptr<Policy> policy(const std::string& json) {
  return choice<Balancing>(policies(), json).make();
}

inline std::vector<ReplicaView> views(const std::vector<std::int32_t>& in_flight) {
  std::vector<ReplicaView> up;
  for (std::size_t i = 0; i < in_flight.size(); ++i)
    up.push_back({static_cast<std::uint32_t>(i), in_flight[i], 1.0});
  return up;
}

// How often each of `up` is chosen in `asks` questions of different keys; nothing is in flight but what `up`
// says.
inline std::vector<int> counts(Policy& chooser, const std::vector<ReplicaView>& up, int asks, Rng rng) {
  std::vector<int> chosen(up.size());
  chooser.members_changed(up);
  for (int i = 0; i < asks; ++i) {
    const auto index =
        chooser.pick(up, Question{Time::from_ns(i), mix64(static_cast<std::uint64_t>(i))}, rng);
    if (index) ++chosen[*index];
  }
  return chosen;
}

// One dispatcher without delay before `servers` exponential FCFS servers of rate 1, Poisson arrivals at load
// * servers: the mean time in system (A-LBN, A-POD). `speeds` other than 1 may be given per server.
inline double mean_time_in_system(const std::string& json, int servers, double load, int requests,
                                  std::uint64_t seed, const std::vector<double>& speeds = {}) {
  struct Departure {
    double when;
    std::uint32_t server;
    double arrived;
    bool operator<(const Departure& other) const { return when > other.when; }
  };
  std::unique_ptr<Policy> chooser = policy(json);
  std::vector<ReplicaView> up = views(std::vector<std::int32_t>(static_cast<std::size_t>(servers)));
  std::vector<double> free_at(up.size());
  std::priority_queue<Departure> departures;
  Rng arrivals = Rng::stream(seed, "arrivals"), choices = Rng::stream(seed, "choices");
  const std::uint64_t service = Rng::stream_key(seed, "service");
  chooser->members_changed(up);
  double now = 0, sum = 0;
  int counted = 0;
  for (int i = 0; i < requests; ++i) {
    now -= math::log(arrivals.uniform()) / (load * servers);
    while (!departures.empty() && departures.top().when <= now) {
      const Departure done = departures.top();
      departures.pop();
      --up[done.server].in_flight;
      if (chooser->wants_feedback()) {
        chooser->finished(done.server, Time::from_ns(static_cast<std::int64_t>(done.when * 1e9)),
                          Duration::from_seconds(done.when - done.arrived), true);
      }
    }
    const Question question{Time::from_ns(static_cast<std::int64_t>(now * 1e9)),
                            mix64(static_cast<std::uint64_t>(i))};
    const std::size_t at = *chooser->pick(up, question, choices);
    double work = -math::log(Rng::for_request(service, static_cast<std::uint64_t>(i)).uniform());
    if (!speeds.empty()) work /= speeds[at];
    free_at[at] = std::max(free_at[at], now) + work;
    departures.push({free_at[at], static_cast<std::uint32_t>(at), now});
    ++up[at].in_flight;
    if (chooser->wants_feedback()) chooser->sent(up[at].replica, question.now);
    if (i >= requests / 10) sum += free_at[at] - now, ++counted;
  }
  return sum / counted;
}

// Mean and standard error over 20 seeds.
struct Estimate {
  double mean, error;
  // Within 6 of the combined standard errors; Student's t with 19 degrees exceeds 6 with 9e-6.
  bool agrees_with(double expected, double half_width_95 = 0) const {
    const double reference_error = half_width_95 / 1.96;
    return std::abs(mean - expected) < 6 * std::sqrt(error * error + reference_error * reference_error);
  }
};

inline Estimate time_in_system(const std::string& json, int servers, double load, int requests = 30'000) {
  double sum = 0, squares = 0;
  constexpr int kSeeds = 20;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double mean = mean_time_in_system(json, servers, load, requests, seed);
    sum += mean, squares += mean * mean;
  }
  const double mean = sum / kSeeds;
  return {mean, std::sqrt((squares / kSeeds - mean * mean) / (kSeeds - 1))};
}

}  // namespace windtunnel

// The Markov-modulated rate: it stays in a state for an exponential time, then moves on to the next one in
// the list.
//
// With exponential gaps this is a Markov-modulated Poisson process (Fischer and Meier-Hellstern 1993) whose
// states are visited in order and round again; two states make the usual quiet-and-burst source. The states'
// times come from the source's own stream, so a change of rates keeps them.
#include <algorithm>
#include <vector>

#include "models/rates/rate.hpp"
#include "sim/base/random.hpp"
#include "sim/base/samplers.hpp"
#include "sim/base/units.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct MmppStateFields {
  Rate rate;
  Duration stays;

  void describe(Schema& schema) {
    schema.field("rate", rate, "Requests per unit of time while in this state.", Required{}, AtLeast{Rate()});
    schema.field("stays", stays, "Mean time in this state, exponentially distributed.", Required{},
                 Positive{});
  }
};

struct MmppRateFields {
  Map<MmppStateFields> states;

  void describe(Schema& schema) {
    schema.field("states", states,
                 "States by name, visited in this order and round again; the first one begins.", Required{},
                 NonEmpty{});
  }
};

struct State {
  double rate;
  double stays;
};

class MmppPath final : public RatePath {
 public:
  MmppPath(std::vector<State> states, std::uint64_t key)
      : states_(std::move(states)), rng_(Rng::stream(key, "mmpp")) {
    until_ = Time() + draw();
  }

  Time when(Time from, double expected) override {
    // States that passed while nobody asked.
    while (until_ <= from) turn(until_);
    for (;;) {
      const double rate = states_[index_].rate;
      const double in_state = rate * (until_ - from).seconds();
      if (rate > 0 && expected <= in_state)
        return std::min(until_, from + Duration::from_seconds(expected / rate));
      expected -= in_state;
      from = until_;
      turn(from);
    }
  }

 private:
  void turn(Time now) {
    index_ = (index_ + 1) % states_.size();
    until_ = now + draw();
  }
  Duration draw() {
    return std::max(Duration::from_ns(1),
                    Duration::from_seconds(Sampler::exponential(states_[index_].stays)(rng_)));
  }
  std::vector<State> states_;
  Rng rng_;
  std::size_t index_ = 0;
  Time until_;
};

}  // namespace

Entry<RateModel> mmpp_rate() {
  return entry<RateModel, MmppRateFields>(
      {.name = "mmpp",
       .meaning = "A rate that jumps between states, staying in each for an exponential time.",
       .source = "Fischer and Meier-Hellstern 1993, Performance Evaluation 18",
       .leaves_out = "Transitions other than to the next state of the list; correlation across sources.",
       .validated_by = {"mmpp_test"}},
      [](const MmppRateFields& fields, const Complain& complain) {
        std::vector<State> states;
        double mass = 0, time = 0, peak = 0;
        for (const auto& item : fields.states) {
          states.push_back({item.value.rate.per_second(), item.value.stays.seconds()});
          mass += states.back().rate * states.back().stays;
          time += states.back().stays;
          peak = std::max(peak, states.back().rate);
        }
        if (peak <= 0) complain("states", "WT005", "no state with a rate above 0", "at least one", {}, {});
        RateLaw law;
        law.start = [states](std::uint64_t key) { return std::make_unique<MmppPath>(states, key); };
        const double mean = time > 0 ? mass / time : 0;
        law.mean_per_second = [mean](Time, Time) { return mean; };
        law.peak_per_second = peak;
        return law;
      });
}

}  // namespace windtunnel

// The suite of policies: members come and go, requests are sent and end, all at random; what is chosen has to
// be there, and to be the same from the same stream whatever other balancers do.
#include <algorithm>
#include <optional>
#include <string>

#include "models/plugins/conformance.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/base/text.hpp"
#include "sim/machine/shrink_steps.hpp"

namespace windtunnel {
namespace {

constexpr std::uint32_t kSteps = 60;
constexpr std::uint32_t kReplicas = 6;

struct Broken {
  std::string property, what;
};

// One balancer's life, drawn step by step, each from a stream of its own.
class Life {
 public:
  Life(Policy& policy, std::uint64_t seed, std::string* story) : policy_(policy), seed_(seed), story_(story) {
    for (std::uint32_t replica = 0; replica < kReplicas; ++replica) up_.push_back({replica, 0, 1.0});
  }

  std::optional<Broken> begin() {
    return guarded([&] { policy_.members_changed(up_); });
  }
  // What it chose is added to `choices`.
  std::optional<Broken> step(std::uint32_t number, std::vector<std::int64_t>& choices) {
    Rng draw = Rng::stream(seed_, "policy conformance", {number});
    now_ += Duration::from_ns(static_cast<std::int64_t>(draw.below(2'000'000'000)));
    if (draw.chance(0.15)) return change_members(number, draw);
    if (draw.chance(0.3)) return finish(number, draw);
    return ask(number, draw, choices);
  }

 private:
  template <class What>
  std::optional<Broken> guarded(const What& what) {
    try {
      what();
    } catch (const ModelFailure& failure) {
      return Broken{"NeverFails", failure.what()};
    }
    return std::nullopt;
  }

  std::optional<Broken> change_members(std::uint32_t number, Rng& draw) {
    std::vector<ReplicaView> kept;
    const double share = draw.uniform();
    for (std::uint32_t replica = 0; replica < kReplicas; ++replica) {
      if (!draw.chance(share)) continue;
      const auto before =
          std::find_if(up_.begin(), up_.end(), [&](const auto& each) { return each.replica == replica; });
      kept.push_back({replica, before == up_.end() ? 0 : before->in_flight, draw.chance(0.2) ? 2.5 : 1.0});
    }
    up_ = std::move(kept);
    std::erase_if(flying_, [&](std::uint32_t replica) { return at(replica) == up_.size(); });
    tell(number, "up: " + shown());
    return guarded([&] { policy_.members_changed(up_); });
  }

  std::optional<Broken> ask(std::uint32_t number, Rng& draw, std::vector<std::int64_t>& choices) {
    const std::uint64_t key = mix64(draw.below(8));
    std::int64_t index = -1;  // nobody
    Rng luck = Rng::stream(seed_, "policy conformance luck", {number});
    auto broken = guarded([&] {
      if (const auto chosen = policy_.pick(up_, Question{now_, key}, luck))
        index = static_cast<std::int64_t>(*chosen);
    });
    const auto present = static_cast<std::int64_t>(up_.size());
    tell(number, "asked for key " + hexadecimal(key) + " of " + shown() + ": " +
                     (broken       ? "fails"
                      : index >= 0 ? "index " + std::to_string(index)
                                   : "nobody"));
    if (broken) return broken;
    if (present == 0 && index >= 0)
      return Broken{"PicksNobodyWhenNobodyIsUp", "picks index " + std::to_string(index)};
    if (present > 0 && (index < 0 || index >= present))
      return Broken{"PicksSomebodyWhoIsUp", "picks " +
                                                (index < 0 ? "nobody" : "index " + std::to_string(index)) +
                                                ", and " + std::to_string(present) + " are up"};
    choices.push_back(index);
    choices.push_back(static_cast<std::int64_t>(luck.next() >> 1));  // drawn as often
    if (index < 0) return std::nullopt;
    ReplicaView& chosen = up_[static_cast<std::size_t>(index)];
    ++chosen.in_flight;
    flying_.push_back(chosen.replica);
    if (!policy_.wants_feedback()) return std::nullopt;
    return guarded([&] { policy_.sent(flying_.back(), now_); });
  }

  std::optional<Broken> finish(std::uint32_t number, Rng& draw) {
    if (flying_.empty()) return std::nullopt;
    const std::size_t which = draw.below(flying_.size());
    const std::uint32_t replica = flying_[which];
    flying_.erase(flying_.begin() + static_cast<std::ptrdiff_t>(which));
    if (const std::size_t index = at(replica); index < up_.size()) --up_[index].in_flight;
    const bool ok = draw.chance(0.9);
    tell(number, "replica " + std::to_string(replica) + (ok ? " answers" : " fails"));
    if (!policy_.wants_feedback()) return std::nullopt;
    return guarded([&] { policy_.finished(replica, now_, Duration::from_ns(5'000'000), ok); });
  }

  std::size_t at(std::uint32_t replica) const {
    std::size_t index = 0;
    while (index < up_.size() && up_[index].replica != replica) ++index;
    return index;
  }
  std::string shown() const {
    std::string text;
    for (const ReplicaView& each : up_)
      text += (text.empty() ? "" : ", ") + std::to_string(each.replica) + " (" +
              std::to_string(each.in_flight) + " in flight)";
    return text.empty() ? "nobody" : text;
  }
  void tell(std::uint32_t number, const std::string& words) {
    if (story_ != nullptr)
      *story_ += "step " + std::to_string(number) + ", " + text(now_.since_start()) + ": " + words + "\n";
  }

  Policy& policy_;
  std::uint64_t seed_;
  std::string* story_;
  std::vector<ReplicaView> up_;
  std::vector<std::uint32_t> flying_;
  Time now_;
};

// Flies a life without the steps that are left out, twice: alone, and beside another balancer's life.
std::optional<Broken> try_one(const std::function<std::unique_ptr<Policy>()>& make, std::uint64_t seed,
                              const std::vector<std::uint32_t>& left_out, std::string* story) {
  const auto fly = [&](bool beside, std::vector<std::int64_t>& choices,
                       std::string* told) -> std::optional<Broken> {
    const std::unique_ptr<Policy> policy = make(), other = beside ? make() : nullptr;
    Life life(*policy, seed, told);
    std::optional<Life> its;
    if (beside) its.emplace(*other, seed + 1'000'003, nullptr);
    if (auto broken = life.begin()) return broken;
    std::vector<std::int64_t> ignored;
    if (its) static_cast<void>(its->begin());
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      if (std::binary_search(left_out.begin(), left_out.end(), step)) continue;
      if (its) static_cast<void>(its->step(step, ignored));
      if (auto broken = life.step(step, choices)) return broken;
    }
    return std::nullopt;
  };
  std::vector<std::int64_t> alone, again, beside;
  if (auto broken = fly(false, alone, story)) return broken;
  if (auto broken = fly(false, again, nullptr)) return broken;
  if (alone != again)
    return Broken{"ChoosesTheSameFromTheSameStream", "a second life with the same luck is another one"};
  if (auto broken = fly(true, beside, nullptr)) return broken;
  if (alone != beside)
    return Broken{"SharesNothingWithOtherBalancers", "chooses otherwise when there is a second balancer"};
  return std::nullopt;
}

}  // namespace

Finding policy_conformance(const std::function<std::unique_ptr<Policy>()>& make,
                           const ConformanceOptions& asked) {
  for (std::uint64_t schedule = 0; schedule < asked.schedules; ++schedule) {
    const std::uint64_t seed = asked.seed + schedule;
    const auto broken = try_one(make, seed, {}, nullptr);
    if (!broken) continue;
    const auto left_out = steps_to_leave_out(kSteps, [&](const std::vector<std::uint32_t>& some) {
      const auto still = try_one(make, seed, some, nullptr);
      return still && still->property == broken->property;
    });
    std::string story;
    const auto told = try_one(make, seed, left_out, &story);
    return Finding{broken->property, told ? told->what : broken->what, seed, lines_of(story)};
  }
  return {};
}

}  // namespace windtunnel

// A balancer: what one caller's side knows of a tier's replicas, and the policy that chooses among them.
//
// It knows only what a real one could: its own counts of requests in flight, and who its health checks say is
// up. Members stand in groups of preference (same zone, same region, then regions by distance); the policy
// sees the members believed up of the first group that has any, and never the others. A member believed down
// keeps its count for when it returns.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/load_balancing/policy.hpp"
#include "sim/base/random.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

class Balancer {
 public:
  struct Member {
    std::uint32_t replica = 0;
    std::uint32_t group = 0;  // preference, 0 first
    double weight = 1.0;
  };

  // `groups_max`: members of later groups are never chosen (a caller that may not leave its region).
  Balancer(std::unique_ptr<Policy> policy, std::vector<Member> members, std::uint32_t groups_max, Rng rng);

  // The index of a member (not of a replica), or nothing when nobody it may use is believed up.
  std::optional<std::uint32_t> pick(const Question& question) {
    if (views_.size() == 1) return member_at_[0];  // nothing to decide
    const std::optional<std::size_t> chosen = policy_->pick(views_, question, rng_);
    if (!chosen) return std::nullopt;
    return member_at_[*chosen];
  }

  std::uint32_t replica(std::uint32_t member) const { return members_[member].replica; }
  std::size_t size() const { return members_.size(); }
  std::optional<std::uint32_t> member_of(std::uint32_t replica) const;
  bool believes_up(std::uint32_t member) const { return state_[member].up; }
  std::int32_t in_flight(std::uint32_t member) const {
    const State& state = state_[member];
    return state.view == kNoView ? state.in_flight : views_[state.view].in_flight;
  }

  void sent(std::uint32_t member, Time now) {
    ++count(member);
    if (feedback_) policy_->sent(members_[member].replica, now);
  }
  void finished(std::uint32_t member, Time now, Duration latency, bool ok) {
    --count(member);
    if (feedback_) policy_->finished(members_[member].replica, now, latency, ok);
  }

  // Somebody changed a member's weight.
  void reweigh(std::uint32_t member, double weight);
  // Its health checks changed their mind about a member.
  void believe(std::uint32_t member, bool up);

 private:
  static constexpr std::uint32_t kNoView = 0xffffffffu;
  struct State {
    bool up = true;
    std::uint32_t view = kNoView;
    std::int32_t in_flight = 0;  // while it has no view
  };

  std::int32_t& count(std::uint32_t member) {
    State& state = state_[member];
    return state.view == kNoView ? state.in_flight : views_[state.view].in_flight;
  }
  void rebuild();

  std::unique_ptr<Policy> policy_;
  std::vector<Member> members_;
  std::vector<State> state_;
  std::uint32_t groups_max_;
  Rng rng_;
  bool feedback_;
  std::vector<ReplicaView> views_;        // the members believed up of the first group that has any
  std::vector<std::uint32_t> member_at_;  // beside views_
};

}  // namespace windtunnel

// Keeping the policy's view of the members: rebuilt only when a health check changes its mind.
#include "models/load_balancing/balancer.hpp"

#include <algorithm>

#include "sim/base/check.hpp"

namespace windtunnel {

Balancer::Balancer(std::unique_ptr<Policy> policy, std::vector<Member> members, std::uint32_t groups_max,
                   Rng rng)
    : policy_(std::move(policy)),
      members_(std::move(members)),
      state_(members_.size()),
      groups_max_(groups_max),
      rng_(rng),
      feedback_(policy_->wants_feedback()) {
  rebuild();
}

std::optional<std::uint32_t> Balancer::member_of(std::uint32_t replica) const {
  for (std::uint32_t member = 0; member < members_.size(); ++member)
    if (members_[member].replica == replica) return member;
  return std::nullopt;
}

void Balancer::believe(std::uint32_t member, bool up) {
  if (state_[member].up == up) return;
  state_[member].up = up;
  rebuild();
}

void Balancer::reweigh(std::uint32_t member, double weight) {
  members_[member].weight = weight;
  rebuild();
}

void Balancer::rebuild() {
  for (std::uint32_t member = 0; member < members_.size(); ++member) {
    State& state = state_[member];
    if (state.view != kNoView) state.in_flight = views_[state.view].in_flight;
    state.view = kNoView;
  }
  std::uint32_t first_group = groups_max_;
  for (std::uint32_t member = 0; member < members_.size(); ++member)
    if (state_[member].up) first_group = std::min(first_group, members_[member].group);
  views_.clear();
  member_at_.clear();
  for (std::uint32_t member = 0; member < members_.size(); ++member) {
    if (!state_[member].up || members_[member].group != first_group || first_group >= groups_max_) continue;
    state_[member].view = static_cast<std::uint32_t>(views_.size());
    views_.push_back(
        ReplicaView{members_[member].replica, state_[member].in_flight, members_[member].weight});
    member_at_.push_back(member);
  }
  policy_->members_changed(views_);
}

}  // namespace windtunnel

// One rumour's way through the sites, in cycles or push by push.
#include "models/consensus/rumour.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/check.hpp"

namespace windtunnel {

Rumour::Rumour(const RumourOptions& options, Rng rng)
    : options_(options), rng_(rng), learned_(options.sites), ignorant_(options.sites - 1) {
  CHECK(options.sites > options.fanout && options.k >= 1, "a site has others to push to");
  learned_[0] = 1;
  infective_.push_back(Infective{0, 0});
}

std::uint32_t Rumour::other_than(std::uint32_t site) {
  const auto drawn = static_cast<std::uint32_t>(rng_.below(options_.sites - 1));
  return drawn >= site ? drawn + 1 : drawn;
}

bool Rumour::push(Infective& by) {
  drawn_.clear();
  bool keeps = true;
  while (drawn_.size() < options_.fanout) {
    const std::uint32_t to = other_than(by.site);
    if (std::find(drawn_.begin(), drawn_.end(), to) != drawn_.end()) continue;
    drawn_.push_back(to);
    ++pushes_;
    // Known before this cycle, or, one by one, before this push.
    const bool useful = learned_[to] == 0 || (options_.synchronous && learned_[to] > cycle_);
    if (learned_[to] == 0) {
      learned_[to] = cycle_ + 1;
      last_cycle_ = cycle_;
      --ignorant_;
      fresh_.push_back(Infective{to, 0});
    }
    if (options_.loses == LosesInterest::kByCoin) keeps = !rng_.chance(1.0 / options_.k) && keeps;
    if (options_.loses == LosesInterest::kAfterUseless && useful) by.useless = 0;
    if (!useful) ++by.useless;
  }
  const bool counts =
      options_.loses == LosesInterest::kAfterUseless || options_.loses == LosesInterest::kCountsUseless;
  return keeps && !(counts && by.useless >= options_.k);
}

bool Rumour::pushes_one_by_one() {
  const std::size_t who = rng_.below(infective_.size());
  if (!push(infective_[who])) {
    infective_[who] = infective_.back();
    infective_.pop_back();
  }
  infective_.insert(infective_.end(), fresh_.begin(), fresh_.end());
  fresh_.clear();
  return !infective_.empty();
}

bool Rumour::step() {
  if (infective_.empty() || (ignorant_ == 0 && options_.loses == LosesInterest::kNever)) return false;
  if (!options_.synchronous) return pushes_one_by_one();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < infective_.size(); ++i)
    if (push(infective_[i])) infective_[kept++] = infective_[i];
  infective_.resize(kept);
  infective_.insert(infective_.end(), fresh_.begin(), fresh_.end());
  fresh_.clear();
  ++cycle_;
  return true;
}

RumourOutcome Rumour::run() {
  while (step()) continue;
  return RumourOutcome{ignorant_, pushes_, last_cycle_};
}

}  // namespace windtunnel

// The bulk work of a world: pieces of work, each a set of moves between replicas, and what becomes of them
// when a replica dies.
//
// A move reads from its source's disk, crosses the network and writes to its target's disk, all three at once
// as in a pipeline, and ends with the last of them. Which moves go on together is decided here, how fast they
// go by the runtime.
//
// Owner: bool is_up(replica); Endpoint where(replica); std::optional<DiskIndex> disk_of(replica);
// void bulk_moves(Endpoint from, Endpoint to, Bytes); void rebuilt(replica).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/world/facts.hpp"
#include "models/world/plan.hpp"
#include "models/world/pools.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {

template <class Runtime, class Owner>
class BulkWork {
 public:
  BulkWork(const Plan& plan, Runtime& runtime, Owner& owner, std::vector<BulkInterval>& intervals)
      : plan_(plan), runtime_(runtime), owner_(owner), intervals_(intervals) {}

  void start() {
    for (std::uint32_t bulk = 0; bulk < plan_.bulk.size(); ++bulk)
      if (plan_.bulk[bulk].pattern != BulkPattern::kRebuild)
        runtime_.at(Time() + plan_.bulk[bulk].at, event<&BulkWork::begin>(*this, bulk));
  }

  enum class Rebuild { kNone, kCopies, kCopiesAndServes };

  // A replica comes back. Unless the answer is kNone, it copies from its peers from now on; where it does not
  // serve meanwhile, rebuilt(replica) follows when it is whole, or when nobody is left to copy from.
  Rebuild comes_back(std::uint32_t replica) {
    for (std::uint32_t bulk = 0; bulk < plan_.bulk.size(); ++bulk) {
      const BulkPlan& planned = plan_.bulk[bulk];
      if (planned.pattern != BulkPattern::kRebuild || planned.to != plan_.replicas[replica].tier) continue;
      std::vector<std::uint32_t> peers = peers_of(replica);
      if (peers.empty()) return Rebuild::kNone;
      peers.resize(std::min(peers.size(), static_cast<std::size_t>(planned.flows)));
      const std::uint32_t slot = open(bulk, replica);
      for (const std::uint32_t peer : peers) add_move(slot, peer, replica);
      split(slot, planned.bytes);
      go_on(slot);
      return planned.serves_meanwhile ? Rebuild::kCopiesAndServes : Rebuild::kCopies;
    }
    return Rebuild::kNone;
  }

  // A replica has died: what it was to receive is given up, and so is what it was to send, but for a
  // rebuild's part, which begins anew from another peer.
  void died(std::uint32_t replica) {
    for (std::uint32_t slot = 0; slot < jobs_.size(); ++slot) {
      if (!jobs_[slot].open) continue;
      if (jobs_[slot].rebuilds != kNobody && jobs_[slot].rebuilds != replica) {
        find_other_peers(slot, replica);
        continue;
      }
      const bool concerned = std::any_of(
          jobs_[slot].moves.begin(), jobs_[slot].moves.end(),
          [&](const Move& move) { return !move.ended && (move.from == replica || move.to == replica); });
      if (concerned) give_up(slot);
    }
  }

 private:
  struct Move {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    Bytes bytes;
    std::array<Activity, 3> activities{};
    std::uint8_t waits_for = 0;  // of those
    bool begun = false;
    bool ended = false;
  };
  struct Job {
    std::uint32_t bulk = 0;
    std::size_t interval = 0;
    std::vector<Move> moves;
    std::uint32_t going = 0;
    std::uint32_t ended = 0;
    std::uint32_t rebuilds = kNobody;  // the replica
    bool open = false;
  };

  std::vector<std::uint32_t> up_in(std::uint32_t tier) const {
    std::vector<std::uint32_t> up;
    for (const std::uint32_t replica : plan_.tiers[tier].replicas)
      if (owner_.is_up(replica)) up.push_back(replica);
    return up;
  }

  // Those of its tier that are up, from the one after it on, round.
  std::vector<std::uint32_t> peers_of(std::uint32_t replica) const {
    std::vector<std::uint32_t> peers = up_in(plan_.replicas[replica].tier);
    peers.erase(std::remove(peers.begin(), peers.end(), replica), peers.end());
    const auto after = std::upper_bound(peers.begin(), peers.end(), replica);
    std::rotate(peers.begin(), after, peers.end());
    return peers;
  }

  std::uint32_t open(std::uint32_t bulk, std::uint32_t rebuilds) {
    std::uint32_t slot = 0;
    while (slot < jobs_.size() && jobs_[slot].open) ++slot;
    if (slot == jobs_.size()) jobs_.emplace_back();
    Job& job = jobs_[slot];
    job.bulk = bulk;
    job.interval = intervals_.size();
    job.moves.clear();
    job.going = job.ended = 0;
    job.rebuilds = rebuilds;
    job.open = true;
    intervals_.push_back(BulkInterval{bulk, runtime_.now(), Time::never()});
    return slot;
  }

  void add_move(std::uint32_t slot, std::uint32_t from, std::uint32_t to) {
    Move move;
    move.from = from;
    move.to = to;
    move.bytes = plan_.bulk[jobs_[slot].bulk].bytes;
    jobs_[slot].moves.push_back(move);
  }

  // An even part for each; the first ones take a byte more where it does not go in.
  void split(std::uint32_t slot, Bytes bytes) {
    std::vector<Move>& moves = jobs_[slot].moves;
    const auto parts = static_cast<std::int64_t>(moves.size());
    for (std::int64_t i = 0; i < parts; ++i)
      moves[static_cast<std::size_t>(i)].bytes =
          Bytes(bytes.count() / parts + (i < bytes.count() % parts ? 1 : 0));
  }

  void begin(std::uint64_t word) {
    const auto bulk = static_cast<std::uint32_t>(word);
    const BulkPlan& planned = plan_.bulk[bulk];
    if (planned.every && runtime_.now() + *planned.every < Time() + plan_.lasts)
      runtime_.after(*planned.every, event<&BulkWork::begin>(*this, bulk));
    const std::uint32_t slot = open(bulk, kNobody);
    const std::vector<std::uint32_t> from = up_in(planned.from), to = up_in(planned.to);
    if (from.empty() || to.empty()) return give_up(slot);
    if (planned.pattern == BulkPattern::kTransfer) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(planned.flows); ++i)
        add_move(slot, from[i % from.size()], to[i % to.size()]);
      split(slot, planned.bytes);
    } else if (planned.pattern == BulkPattern::kBackup) {
      for (std::size_t i = 0; i < from.size(); ++i) add_move(slot, from[i], to[i % to.size()]);
    } else {
      // What stays on its own replica is a part too, though it moves nowhere.
      for (const std::uint32_t sender : from)
        for (const std::uint32_t receiver : to) add_move(slot, sender, receiver);
      split(slot, planned.bytes);
      for (Move& move : jobs_[slot].moves)
        if (move.from == move.to) move.bytes = Bytes();
    }
    go_on(slot);
  }

  void go_on(std::uint32_t slot) {
    Job& job = jobs_[slot];
    const std::int64_t at_once = plan_.bulk[job.bulk].at_once;
    for (std::uint32_t index = 0; index < job.moves.size(); ++index) {
      if (at_once > 0 && job.going >= at_once) return;
      if (!job.moves[index].begun) move(slot, index);
    }
  }

  void move(std::uint32_t slot, std::uint32_t index) {
    Job& job = jobs_[slot];
    Move& moving = job.moves[index];
    const Event part = event<&BulkWork::part_ended>(*this, (std::uint64_t{slot} << 32) | index);
    const Endpoint from = owner_.where(moving.from), to = owner_.where(moving.to);
    moving.begun = true;
    ++job.going;
    owner_.bulk_moves(from, to, moving.bytes);
    const std::uint64_t flow = combine64(hash64(plan_.bulk[job.bulk].name), index);
    moving.activities = {};
    moving.activities[0] = runtime_.transfer(from.node, to.node, moving.bytes, flow, Duration(), part);
    moving.waits_for = 1;
    if (const auto disk = owner_.disk_of(moving.from))
      moving.activities[moving.waits_for++] =
          runtime_.io(*disk, owner_.stretched_disk(moving.from, moving.bytes), DiskAccess::kRead, part);
    if (const auto disk = owner_.disk_of(moving.to))
      moving.activities[moving.waits_for++] =
          runtime_.io(*disk, owner_.stretched_disk(moving.to, moving.bytes), DiskAccess::kWrite, part);
  }

  void part_ended(std::uint64_t word) {
    const auto slot = static_cast<std::uint32_t>(word >> 32);
    Job& job = jobs_[slot];
    Move& moving = job.moves[static_cast<std::uint32_t>(word)];
    if (--moving.waits_for > 0) return;
    moving.ended = true;
    --job.going;
    if (++job.ended < job.moves.size()) return go_on(slot);
    intervals_[job.interval].end = runtime_.now();
    job.open = false;
    if (job.rebuilds != kNobody) owner_.rebuilt(job.rebuilds);
  }

  void stop(Move& moving) {
    for (const Activity activity : moving.activities) runtime_.abort(activity);
    moving.begun = false;
  }

  void give_up(std::uint32_t slot) {
    Job& job = jobs_[slot];
    for (Move& moving : job.moves)
      if (moving.begun && !moving.ended) stop(moving);
    job.open = false;
  }

  void find_other_peers(std::uint32_t slot, std::uint32_t dead) {
    Job& job = jobs_[slot];
    const std::uint32_t replica = job.rebuilds;
    const std::vector<std::uint32_t> peers = peers_of(replica);
    for (std::uint32_t index = 0; index < job.moves.size(); ++index) {
      Move& moving = job.moves[index];
      if (moving.ended || moving.from != dead) continue;
      if (peers.empty()) {
        give_up(slot);
        return owner_.rebuilt(replica);
      }
      stop(moving);
      --job.going;
      moving.from = peers[index % peers.size()];
      move(slot, index);
    }
  }

  const Plan& plan_;
  Runtime& runtime_;
  Owner& owner_;
  std::vector<BulkInterval>& intervals_;
  std::vector<Job> jobs_;
};

}  // namespace windtunnel

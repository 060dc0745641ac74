// A load-balancing policy: given the replicas that this balancer believes to be up, which one takes the
// request?
//
// A policy decides purely. It sees what a real balancer could see: its own count of requests in flight per
// replica, weights, the outcomes of its own requests, and nothing of the replicas' queues. Whoever calls it
// keeps `up` in the order of replica numbers and applies health checks, zones and regions before asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/base/random.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

struct ReplicaView {  // as this balancer knows it
  std::uint32_t replica = 0;
  std::int32_t in_flight = 0;
  double weight = 1;
};

struct Question {
  Time now;
  std::uint64_t key = 0;  // hash of what the request is about (user, session, item)
};

class Policy {
 public:
  virtual ~Policy() = default;

  // Index into `up` of the chosen one; nullopt only when `up` is empty.
  virtual std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question,
                                          Rng& rng) = 0;

  // Only a policy that wants feedback is told what was sent and how it ended.
  virtual bool wants_feedback() const { return false; }
  virtual void sent(std::uint32_t /*replica*/, Time /*now*/) {}
  virtual void finished(std::uint32_t /*replica*/, Time /*now*/, Duration /*latency*/, bool /*ok*/) {}

  // Called at the start and whenever somebody joins, leaves, or is believed dead or alive again.
  virtual void members_changed(std::span<const ReplicaView> /*up*/) {}
};

}  // namespace windtunnel

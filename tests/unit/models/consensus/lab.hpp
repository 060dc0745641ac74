// A cluster of cores on a laboratory's network, for tests: clients are asked of by hand, answers are kept.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "sim/runtime/cluster.hpp"
#include "sim/runtime/protocol_lab.hpp"

namespace windtunnel {

template <class Core>
struct Lab {
  using Latency = ProtocolLab::Latency;

  ProtocolLab lab;
  Cluster<Core> cluster;
  std::vector<std::pair<Time, Reply>> replies;           // in their order
  std::vector<std::pair<MemberId, Applied>> applied;     // likewise
  std::function<void(MemberId, const Reply&)> on_reply;  // beside

  Lab(std::vector<Core> cores, Latency latency, Duration sync, ClusterOptions options = {})
      : lab(std::move(latency), sync), cluster(std::move(cores), options, lab) {
    lab.holds(cluster);
    lab.on_applied = [this](MemberId member, const Applied& each) { applied.emplace_back(member, each); };
    lab.on_reply = [this](MemberId member, const Reply& reply) {
      replies.emplace_back(lab.now(), reply);
      if (on_reply) on_reply(member, reply);
    };
  }

  Time now() const { return lab.now(); }
  void run_for(Duration time) { lab.kernel().run({.until = lab.now() + time}); }
  // Runs until somebody leads, at most so long.
  MemberId elect(Duration step, Duration most) {
    for (Duration waited; waited < most; waited += step) {
      run_for(step);
      if (!cluster.leader().is_none()) return cluster.leader();
    }
    return MemberId::none();
  }
  const Reply* reply_to(OperationId id) const {
    for (const auto& [at, reply] : replies)
      if (reply.id == id) return &reply;
    return nullptr;
  }
  std::optional<Time> replied_at(OperationId id) const {
    for (const auto& [at, reply] : replies)
      if (reply.id == id) return at;
    return std::nullopt;
  }
};

template <class Core, class Options>
std::vector<Core> cores_of(std::uint32_t members, const Options& options) {
  std::vector<Core> cores;
  for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, options);
  return cores;
}

inline ProtocolLab::Latency constant_latency(Duration latency) {
  return [latency](MemberId, MemberId, ProtocolMessage) { return latency; };
}

}  // namespace windtunnel

// A laboratory for clusters: latencies as a function says, disks that take a constant time, nothing else.
//
// For benches, for checks against published figures, and for tests of the driver; scenarios run clusters
// through the world, where networks, faults and clients are.
#pragma once

#include <functional>
#include <utility>

#include "sim/kernel/kernel.hpp"
#include "sim/runtime/protocol.hpp"

namespace windtunnel {

class ProtocolLab final : public ProtocolPorts {
 public:
  // One way, of this message; a negative one says that it is lost.
  using Latency = std::function<Duration(MemberId from, MemberId to, ProtocolMessage message)>;

  ProtocolLab(Latency latency, Duration sync) : latency_(std::move(latency)), sync_(sync) {}

  // The cluster under test; said once, before anything runs.
  void holds(Protocol& protocol) { protocol_ = &protocol; }
  std::function<void(MemberId, const Applied&)> on_applied;
  std::function<void(MemberId, const Reply&)> on_reply;

  Kernel& kernel() { return kernel_; }
  Time now() const override { return kernel_.now(); }
  Timer after(Duration delay, Event event) override { return kernel_.at(kernel_.now() + delay, event); }
  void cancel(Timer timer) override { kernel_.cancel(timer); }
  void send(MemberId from, MemberId to, Bytes, ProtocolMessage message) override {
    const Duration latency = latency_(from, to, message);
    if (latency < Duration()) return protocol_->lose(message);
    kernel_.at(kernel_.now() + latency, event<&ProtocolLab::arrives>(*this, message));
  }
  void persist(MemberId, Bytes, Event done) override { kernel_.at(kernel_.now() + sync_, done); }
  void applied(MemberId member, const Applied& applied) override {
    if (on_applied) on_applied(member, applied);
  }
  void reply(MemberId member, const Reply& reply) override {
    if (on_reply) on_reply(member, reply);
  }

 private:
  void arrives(std::uint64_t message) { protocol_->deliver(static_cast<ProtocolMessage>(message)); }

  Kernel kernel_;
  Latency latency_;
  Duration sync_;
  Protocol* protocol_ = nullptr;
};

}  // namespace windtunnel

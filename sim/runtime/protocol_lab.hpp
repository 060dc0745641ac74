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
  // What a member's clock and its thread make of a time; itself when absent.
  std::function<Duration(MemberId, Duration)> by_its_clock, on_its_thread;

  Kernel& kernel() { return kernel_; }
  Time now() const override { return kernel_.now(); }
  Duration by_clock(MemberId member, Duration delay) const override {
    return by_its_clock ? by_its_clock(member, delay) : delay;
  }
  Duration on_thread(MemberId member, Duration work) const override {
    return on_its_thread ? on_its_thread(member, work) : work;
  }
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

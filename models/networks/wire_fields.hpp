// What every kind of network has beside its own fields: transport, loss and its kin, connections.
//
// They are decided above the engine, message by message, so a network that is a table of latencies loses the
// same messages as one with links. A network is wrapped once, in the list, and nobody else writes these
// fields.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/distributions/distribution.hpp"
#include "models/networks/loss_model.hpp"
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

enum class TransportProtocol { kTcp, kDatagrams };
constexpr auto enum_names(TransportProtocol) {
  return std::array{EnumName{"tcp", TransportProtocol::kTcp,
                             "What is lost is sent again: loss is delay, and in the end a reset (RFC 6298)."},
                    EnumName{"datagrams", TransportProtocol::kDatagrams,
                             "What is lost is gone, and a message that misses one packet with it."}};
}

struct TransportFields {
  TransportProtocol protocol = TransportProtocol::kTcp;
  Duration timeout_min = Duration::from_ns(200'000'000);
  Duration timeout_max = Duration::from_ns(120'000'000'000);
  std::int64_t retries = 15;
  std::int64_t retries_opening = 6;

  void describe(Schema& schema);
  void check(Checker& checker) const;
  TransportPlan make() const;
};

struct ReorderFields {
  double probability = 0;
  Choice<Distribution> by;

  void describe(Schema& schema);
};

enum class Encryption { kNone, kTls13 };
constexpr auto enum_names(Encryption) {
  return std::array{
      EnumName{"none", Encryption::kNone, "TCP alone: one round trip to open."},
      EnumName{"tls_1_3", Encryption::kTls13, "TLS 1.3: one round trip more (RFC 8446, section 2)."}};
}

struct ConnectionFields {
  Encryption encryption = Encryption::kTls13;
  bool resumption = false;
  std::int64_t limit = 100;
  std::int64_t streams = 1;
  Duration idle = Duration::from_ns(90'000'000'000);

  void describe(Schema& schema);
  ConnectionPlan make() const;
};

struct WireFields {
  TransportFields transport;
  std::optional<Choice<LossModel>> loss;
  double duplicate = 0;
  double corrupt = 0;
  std::optional<ReorderFields> reorder;
  std::optional<ConnectionFields> connections;

  void describe(Schema& schema);
  void check(Checker& checker) const;
  WirePlan make() const;
};

// Jitter, for networks that do not have it among their own fields.
struct JitterFields {
  std::optional<Choice<Distribution>> jitter;
  Duration jitter_correlation;

  void describe(Schema& schema);
};

// A network with these fields beside its own, and with jitter.
Entry<NetworkModel> wired(const Entry<NetworkModel>& network);
Entry<NetworkModel> wired_with_jitter(const Entry<NetworkModel>& network);

}  // namespace windtunnel

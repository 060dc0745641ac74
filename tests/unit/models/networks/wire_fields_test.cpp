// The fields that every network has beside its own: what they make, and what they refuse.
#include "models/networks/wire_fields.hpp"

#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

using namespace literals;

WirePlan wire(const std::string& fields) {
  return network(R"({"kind": "constant", "latency": "1 ms", )" + fields + "}").wire;
}
std::string complaints(const std::string& fields) {
  return make_network(R"({"kind": "constant", "latency": "1 ms", )" + fields + "}").complaints;
}

TEST(WireFields, SayNothingWhenNobodyAsks) {
  const WirePlan plan = network(R"("1 ms")").wire;
  EXPECT_TRUE(plan.nothing());
  EXPECT_TRUE(plan.transport.reliable);
  EXPECT_EQ(plan.transport.timeout_min, 200_ms);
  EXPECT_EQ(plan.transport.retries, 15);
}

TEST(WireFields, TakeLossAsAProbabilityOrALaw) {
  EXPECT_DOUBLE_EQ(wire(R"("loss": 0.01)").effect.loss.mean(), 0.01);
  // 0.01 / (0.01 + 0.19) of the time bad, and then half is lost.
  EXPECT_DOUBLE_EQ(
      wire(R"("loss": {"kind": "gilbert_elliott", "to_bad": 0.01, "to_good": 0.19, "in_bad": 0.5})")
          .effect.loss.mean(),
      0.025);
  EXPECT_FALSE(wire(R"("loss": 0.01)").nothing());
}

TEST(WireFields, TakeTheOtherEffects) {
  const WireEffect effect =
      wire(R"("duplicate": 0.1, "corrupt": 0.2, "reorder": {"probability": 0.3, "by": "5 ms"})").effect;
  EXPECT_DOUBLE_EQ(effect.duplicate, 0.1);
  EXPECT_DOUBLE_EQ(effect.corrupt, 0.2);
  EXPECT_DOUBLE_EQ(effect.reorder, 0.3);
  EXPECT_DOUBLE_EQ(effect.reorder_by.mean(), 0.005);
}

// TCP 1, TLS 1.3 1 more, resumption saves it.
TEST(WireFields, CountTheRoundTripsOfOpening) {
  EXPECT_EQ(wire(R"("connections": {})").connections->opening_round_trips, 2);
  EXPECT_EQ(wire(R"("connections": {})").connections->resuming_round_trips, 2);
  EXPECT_EQ(wire(R"("connections": {"resumption": true})").connections->resuming_round_trips, 1);
  EXPECT_EQ(wire(R"("connections": {"encryption": "none"})").connections->opening_round_trips, 1);
}

TEST(WireFields, StandBesideEveryNetwork) {
  for (const auto& entry : networks().entries<NetworkModel>()) {
    const auto fields = entry->fields();
    struct Names final : Schema {
      std::vector<std::string> names;
      void on_field(const FieldInfo& info, const Type&, void*) override { names.emplace_back(info.name); }
    } seen;
    fields->describe(seen);
    for (const char* name : {"transport", "loss", "duplicate", "corrupt", "reorder", "connections"})
      EXPECT_EQ(std::count(seen.names.begin(), seen.names.end(), name), 1) << entry->name << " " << name;
    EXPECT_LE(std::count(seen.names.begin(), seen.names.end(), "jitter"), 1) << entry->name;
  }
}

TEST(WireFields, RememberJitterWhereThereIsAny) {
  const NetworkPlan plan =
      network(R"({"kind": "jittered", "latency": "5 ms", "jitter": "1 ms", "jitter_correlation": "2 s"})");
  EXPECT_EQ(plan.jitter_memory, 2_s);
  EXPECT_EQ(network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "jitter": "3 ms",
                        "jitter_correlation": "1 s"})")
                .jitter_memory,
            1_s);
}

TEST(WireFields, AnswerAWrongOneWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"("loss": 1.5)", "WT005"},
      {R"("loss": "1%")", "WT002"},
      {R"("loss": {"kind": "gilbert_elliot", "to_bad": 0.1, "to_good": 0.2})", "nearest   gilbert_elliott"},
      {R"("loss": {"kind": "gilbert_elliott", "to_bad": 0.1})", "WT008"},
      {R"("loss": {"kind": "gilbert_elliott", "to_bad": 0.1, "to_good": 0})", "WT005"},
      {R"("duplicate": -0.1)", "WT005"},
      {R"("reorder": {"probability": 0.1})", "WT008"},
      {R"("connections": {"limit": 0})", "WT005"},
      {R"("connections": {"streams": 0})", "WT005"},
      {R"("connections": {"encryption": "tls"})", "nearest"},
      {R"("connections": {}, "transport": {"protocol": "datagrams"})", "connections over datagrams"},
      {R"("transport": {"timeout_min": "5 s", "timeout_max": "1 s"})", "WT026"},
      {R"("transport": {"protocol": "udp"})", "one of"},
      {R"("jitter_correlation": "1 s")", "WT007"},
  };
  for (const auto& [fields, words] : kWrong)
    EXPECT_NE(complaints(fields).find(words), std::string::npos) << fields << "\nearned\n"
                                                                 << complaints(fields);
}

}  // namespace
}  // namespace windtunnel

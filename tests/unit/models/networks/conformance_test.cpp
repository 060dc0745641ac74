// What every network on the list promises: a figure for every pair of places, never below zero, and fields
// that survive JSON.
#include <set>

#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

const std::vector<std::string> kForms = {
    R"("5 ms")",
    R"({"kind": "constant"})",
    R"({"kind": "constant", "latency": "1 us"})",
    R"({"kind": "jittered", "latency": "5 ms", "jitter": {"kind": "exponential", "mean": "1 ms"}})",
    R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"})",
    R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "clients": "12 ms", "between_zones": "0 s", "within_zone": "0 s",
        "jitter": {"kind": "lognormal", "p50": "100 us", "p99": "2 ms"}})",
    R"({"kind": "routed", "topology": {"kind": "explicit",
        "nodes": {"in_us": {"is": "edge", "at": "us-central1"}, "in_eu": {"is": "edge", "at": "europe-west1"}, "hub": {},
                  "a": {"is": "host", "at": "us-central1/a"}, "b": {"is": "host", "at": "us-central1/b"},
                  "c": {"is": "host", "at": "europe-west1/b"}},
        "links": {"l1": {"from": "in_us", "to": "hub", "latency": "1 ms"}, "l2": {"from": "in_eu", "to": "hub", "latency": "1 ms"},
                  "l3": {"from": "a", "to": "hub", "latency": "1 ms"}, "l4": {"from": "b", "to": "hub", "latency": "1 ms"},
                  "l5": {"from": "c", "to": "hub", "latency": "1 ms"}}}})",
    R"({"kind": "flow", "tcp_window": "4 MiB", "topology": {"kind": "explicit",
        "nodes": {"in_us": {"is": "edge", "at": "us-central1"}, "in_eu": {"is": "edge", "at": "europe-west1"}, "hub": {},
                  "a": {"is": "host", "at": "us-central1/a"}, "b": {"is": "host", "at": "us-central1/b"},
                  "c": {"is": "host", "at": "europe-west1/b"}},
        "links": {"l1": {"from": "in_us", "to": "hub", "latency": "1 ms", "bandwidth": "1 Gbps"}, "l2": {"from": "in_eu", "to": "hub", "latency": "1 ms"},
                  "l3": {"from": "a", "to": "hub", "latency": "1 ms"}, "l4": {"from": "b", "to": "hub", "latency": "1 ms"},
                  "l5": {"from": "c", "to": "hub", "latency": "1 ms"}}}})",
    R"({"kind": "message", "queue": {"discipline": "codel", "packets_max": 100}, "jitter": "1 ms", "jitter_correlation": "1 s", "topology": {"kind": "explicit",
        "nodes": {"in_us": {"is": "edge", "at": "us-central1"}, "in_eu": {"is": "edge", "at": "europe-west1"}, "hub": {},
                  "a": {"is": "host", "at": "us-central1/a"}, "b": {"is": "host", "at": "us-central1/b"},
                  "c": {"is": "host", "at": "europe-west1/b"}},
        "links": {"l1": {"from": "in_us", "to": "hub", "latency": "1 ms"}, "l2": {"from": "in_eu", "to": "hub", "latency": "1 ms"},
                  "l3": {"from": "a", "to": "hub", "latency": "1 ms"}, "l4": {"from": "b", "to": "hub", "latency": "1 ms"},
                  "l5": {"from": "c", "to": "hub", "latency": "1 ms"}}}})",
    R"({"kind": "constant", "latency": "1 ms", "loss": 0.01, "duplicate": 0.1, "corrupt": 0.1, "reorder": {"probability": 0.1, "by": "1 ms"},
        "transport": {"protocol": "tcp", "timeout_min": "100 ms", "retries": 3},
        "connections": {"encryption": "none", "limit": 3, "streams": 10, "idle": "1 s"}})",
};

TEST(Networks, HaveAFigureForEveryPairThatIsNeverBelowZero) {
  for (const std::string& form : kForms) {
    const NetworkPlan plan = network(form);
    ASSERT_EQ(plan.places, 5u) << form;
    ASSERT_EQ(plan.one_way.size(), 25u) << form;
    for (std::uint32_t from = 0; from < 5; ++from)
      for (std::uint32_t to = 0; to < 5; ++to)
        EXPECT_GE(plan.latency(from, to), Duration()) << form << from << to;
    EXPECT_TRUE(plan.jitter.empty() || plan.jitter.size() == 25u) << form;
  }
}

// The catalogue's pings have a direction: 104.916 and 104.919 ms are 3 us apart, one way 1.5 us.
TEST(Networks, AreAsFarThereAsBackButForMeasuredPings) {
  for (const std::string& form : kForms) {
    const NetworkPlan plan = network(form);
    for (std::uint32_t from = 0; from < 5; ++from)
      for (std::uint32_t to = 0; to < 5; ++to)
        EXPECT_LE(plan.latency(from, to).ns() - plan.latency(to, from).ns(),
                  form.find("regions") == std::string::npos ? 0 : 1500)
            << form << from << to;
  }
}

TEST(Networks, WorkWithASinglePlaceAndItsEdge) {
  const Places one{{"us-central1"}, {"us-central1/a"}, {0}};
  for (const std::string& form : kForms) {
    if (form.find("topology") != std::string::npos) continue;  // its nodes stand in the places of this file
    EXPECT_EQ(network(form, one).one_way.size(), 4u) << form;
  }
  EXPECT_EQ(network(R"({"kind": "routed", "topology": {"kind": "star", "hosts": 1}})", one).one_way.size(),
            4u);
}

TEST(Networks, KeepTheirFieldsThroughJson) {
  for (const std::string& form : kForms) {
    const ReadChoice<NetworkModel> once = read_choice<NetworkModel>(networks(), form);
    ASSERT_EQ(once.problems, "") << form;
    const std::string written = canonical_json(once.chosen);
    Problems problems;
    const Document document = Document::from_text(written, "again.json", problems);
    Chosen<NetworkModel> again;
    ASSERT_TRUE(read(document, networks(), again, problems)) << written << "\n"
                                                             << problems.text("again.json");
    EXPECT_EQ(canonical_json(again), written);
  }
}

TEST(Networks, AreAllTriedHere) {
  std::set<std::string> tried;
  for (const std::string& form : kForms) tried.insert(choice<NetworkModel>(networks(), form).kind());
  for (const auto& entry : networks().entries<NetworkModel>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
}

TEST(Networks, AnswerAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"("5")", "WT003"},
      {R"({"kind": "constant", "latency": 5})", "WT003"},
      {R"({"kind": "constant", "latency": "-5 ms"})", "WT005"},
      {R"({"kind": "constant", "jitter": "5 ms"})", "WT007"},
      {R"({"kind": "jittered", "latency": "5 ms"})", "WT008  it.jitter"},
      {R"({"kind": "jittered", "latency": "-5 ms", "jitter": "1 ms"})", "WT005"},
      {R"({"kind": "regions"})", "WT008  it.rtt"},
      {R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-03"})", "nearest   gcp/rtt/2020-06-02"},
      {R"({"kind": "regions", "rtt": "catalog:test/others"})", "WT022"},
      {R"({"kind": "regions", "rtt": "catalog:test/words"})", "WT022"},
      {R"({"kind": "regions", "rtt": "catalog:test/negative"})", "WT022"},
      {R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "between_zones": "-1 ms"})", "WT005"},
      {R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "clients": "-1 ms"})", "WT005"},
      {R"({"kind": "routed"})", "WT008  it.topology"},
      {R"({"kind": "routed", "topology": {"kind": "star", "hosts": 4}})", "topology WT030 2 regions"},
      {R"({"kind": "message"})", "WT008  it.topology"},
      {R"({"kind": "message", "topology": {"kind": "star", "hosts": 4}, "queue": {"discipline": "red"}})",
       "one of"},
      {R"({"kind": "message", "topology": {"kind": "star", "hosts": 4}, "queue": {"discipline": "codel", "interval": "1 ms"}})",
       "WT026"},
      {R"({"kind": "flow-level"})", "WT012"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string complaints = make_network(json).complaints;
    EXPECT_NE(complaints.find(words), std::string::npos) << json << "\nearned\n" << complaints;
  }
}

}  // namespace
}  // namespace windtunnel

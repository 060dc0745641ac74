// A record shows what was flown: bounded, in order, the same bytes each time, and watching changes nothing.
#include "sim/study/flight_record.hpp"

#include <gtest/gtest.h>

#include <map>

#include "sim/config/tree.hpp"
#include "sim/study/study.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kShop = R"({
  "windtunnel": 1,
  "run": {"lasts": "60 s", "warm_up": "5 s", "replications": 1},
  "network": {"kind": "constant", "latency": "2 ms"},
  "workload": {"people": {"kind": "open", "rate": "100 /s", "deadline": "1 s", "path": ["web", "store"]}},
  "tiers": {
    "web": {"replicas": 3, "service": {"kind": "exponential", "mean": "15 ms"},
            "health_check": {"every": "1 s", "timeout": "500 ms", "fails": 1}},
    "store": {"replicas": 1, "cores": 2, "service": "2 ms"}
  },
  "faults": {"dies": {"kind": "crash", "target": {"replica": "web-2"}, "at": "20 s", "lasts": "4 s"}}
})";

constexpr const char* kRaft = R"({
  "windtunnel": 1,
  "run": {"lasts": "30 s", "warm_up": "1 s", "replications": 1},
  "places": {"provider": "gcp", "regions": {"us-east4": ["a", "b", "c"]}},
  "network": {"kind": "constant", "latency": "4 ms"},
  "workload": {"people": {"kind": "open", "rate": "10 /s", "deadline": "1 s",
    "keys": {"kind": "zipf", "exponent": 0, "count": 10}, "sessions": {"count": 5},
    "classes": {"write": {"path": ["store.write"]}}}},
  "tiers": {"store": {"replicas": 3, "service": "50 us", "disk_sync": "1 ms", "replication": {"kind": "raft"}}},
  "faults": {"leader_dies": {"kind": "crash", "target": {"role": "leader"}, "at": "10 s", "lasts": "5 s"}}
})";

const std::atomic<bool> kGoOn{false};

std::vector<Node> lines_of(const FlightRecord& record) {
  std::vector<Node> lines;
  for (std::size_t from = 0; from < record.lines.size();) {
    const std::size_t end = record.lines.find('\n', from);
    Problems problems;
    Node line;
    EXPECT_TRUE(parse_tree(std::string_view(record.lines).substr(from, end - from), nullptr, TreeLimits{},
                           line, problems));
    lines.push_back(std::move(line));
    from = end + 1;
  }
  return lines;
}
std::int64_t integer(const Node& line, std::string_view key) { return line.find(key)->value.as_integer(); }
std::string word(const Node& line, std::string_view key) { return line.find(key)->value.text(); }

TEST(FlightRecord, BeginsASecondBeforeTheFirstFaultAndEndsNineAfter) {
  const FlightRecord record = record_flight(load_text(kShop), 1, 0, {}, kGoOn);
  EXPECT_EQ(record.from.seconds(), 19);
  EXPECT_EQ(record.to.seconds(), 29);
  EXPECT_EQ(record.why, "1 s before dies strikes");
  EXPECT_FALSE(record.cut_short);
  EXPECT_EQ(record.problem, "");
}

TEST(FlightRecord, OfNothingThatFailsBeginsAtTheEndOfTheWarmUp) {
  const FlightRecord record = record_flight(load_text(kShop, {"faults.dies.enabled=false"}), 1, 0, {}, kGoOn);
  EXPECT_EQ(record.from.seconds(), 5);
  EXPECT_EQ(record.to.seconds(), 15);
}

TEST(FlightRecord, IsOfTheWindowThatIsAskedFor) {
  RecordWindow window;
  window.from = Time() + Duration::from_seconds(30.5);
  window.to = Time() + Duration::from_seconds(31.0);
  const FlightRecord record = record_flight(load_text(kShop), 1, 0, window, kGoOn);
  for (const Node& line : lines_of(record)) {
    if (line.find("t") == nullptr) continue;
    EXPECT_GE(integer(line, "t"), 30'500'000'000);
    EXPECT_LT(integer(line, "t"), 31'000'000'000);
  }
  EXPECT_GT(record.events, 100u);
}

TEST(FlightRecord, IsInTheOrderOfTimeAndEveryMessageArrivesAfterItLeft) {
  const std::vector<Node> lines = lines_of(record_flight(load_text(kShop), 1, 0, {}, kGoOn));
  const Node& head = lines.front();
  EXPECT_EQ(integer(head, "record"), 1);
  const auto nodes = static_cast<std::int64_t>(head.find("nodes")->value.items().size());
  EXPECT_EQ(nodes, 3 + 1 + 1);  // web, store, the clients of the one region
  std::int64_t last = 0, messages = 0, ended = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_GE(integer(lines[i], "t"), last);
    last = integer(lines[i], "t");
    if (word(lines[i], "e") != "message") continue;
    ++messages;
    EXPECT_LT(integer(lines[i], "from"), nodes);
    EXPECT_LT(integer(lines[i], "to"), nodes);
    if (lines[i].find("until")->value.is_null()) continue;
    ++ended;
    EXPECT_EQ(integer(lines[i], "until") - last, 2'000'000);  // the network's 2 ms, each way
  }
  // 100 requests a second for ten seconds, four messages each.
  EXPECT_NEAR(static_cast<double>(messages), 4000, 400);
  EXPECT_EQ(ended, messages);
}

TEST(FlightRecord, FollowsQueuesAndMachines) {
  const std::vector<Node> lines = lines_of(record_flight(load_text(kShop), 1, 0, {}, kGoOn));
  std::vector<std::string> turns;
  for (const Node& line : lines) {
    if (line.find("e") == nullptr) continue;
    if (word(line, "e") == "queue") {
      EXPECT_GE(integer(line, "waiting"), 0);
      EXPECT_GE(integer(line, "busy"), 0);
      EXPECT_LE(integer(line, "busy"), 2);
    } else if (word(line, "e") != "message") {
      turns.push_back(std::to_string(integer(line, "t") / 1'000'000'000) + " " + word(line, "e"));
    }
  }
  EXPECT_EQ(turns, (std::vector<std::string>{"20 strikes", "20 down", "24 heals", "24 up"}));
}

TEST(FlightRecord, HasWhoLeadsAndASecondOfSpaceAndTime) {
  const FlightRecord record = record_flight(load_text(kRaft), 1, 0, {}, kGoOn);
  const std::vector<Node> lines = lines_of(record);
  std::int64_t leads = 0;
  for (const Node& node : lines.front().find("nodes")->value.items())
    if (node.find("leads") != nullptr && node.find("leads")->value.as_bool()) ++leads;
  EXPECT_EQ(leads, 1);  // when the window begins
  std::int64_t died = 0, again = 0;
  for (const Node& line : lines) {
    if (line.find("e") == nullptr) continue;
    if (word(line, "e") == "down") died = integer(line, "t");
    if (word(line, "e") == "role" && line.find("leads")->value.as_bool() && died > 0 && again == 0)
      again = integer(line, "t");
  }
  EXPECT_EQ(died, 10'000'000'000);
  EXPECT_GT(again, died);
  EXPECT_LT(again, died + 3'000'000'000);
  EXPECT_TRUE(record.space_time.starts_with("<svg"));
  EXPECT_NE(record.space_time.find("crashes"), std::string::npos);
}

TEST(FlightRecord, HoldsNoMoreThanItMay) {
  RecordWindow window;
  window.events_max = 400;
  const FlightRecord record = record_flight(load_text(kShop), 1, 0, window, kGoOn);
  EXPECT_TRUE(record.cut_short);
  EXPECT_EQ(record.events, 400u);
  // Most of it is of what follows the fault, and the fault itself is in it.
  EXPECT_GT(record.from.seconds(), 19.0);
  EXPECT_GT(record.to.seconds(), 20.0);
  EXPECT_NE(record.lines.find("\"strikes\""), std::string::npos);
}

TEST(FlightRecord, IsTheSameBytesEachTime) {
  const Loaded loaded = load_text(kRaft);
  const FlightRecord a = record_flight(loaded, 7, 0, {}, kGoOn), b = record_flight(loaded, 7, 0, {}, kGoOn);
  EXPECT_EQ(a.lines, b.lines);
  EXPECT_EQ(a.space_time, b.space_time);
  EXPECT_NE(a.lines, record_flight(loaded, 8, 0, {}, kGoOn).lines);
}

TEST(FlightRecord, IsNothingWhereSomebodyStopsIt) {
  const std::atomic<bool> stop{true};
  const FlightRecord record = record_flight(load_text(kShop), 1, 0, {}, stop);
  EXPECT_TRUE(record.interrupted);
  EXPECT_TRUE(record_files(record).empty());
}

// Whoever looks on sees, and changes nothing: facts, events and fingerprints are those of an unwatched
// flight.
TEST(WorldWatch, ChangesNothing) {
  struct Onlooker final : WorldWatch {
    std::int64_t seen = 0;
    void sent(const Crossing&, Time) override { ++seen; }
    void arrived(std::uint32_t, Time) override { ++seen; }
    void lost(std::uint32_t, Time) override { ++seen; }
    void queue_is(std::uint32_t, std::int32_t, std::int32_t, Time) override { ++seen; }
    void stands(std::uint32_t, bool, Time) override { ++seen; }
    void strikes(std::uint32_t, std::uint32_t, std::span<const std::uint32_t>, Time) override { ++seen; }
    void heals(std::uint32_t, std::uint32_t, Time) override { ++seen; }
  } onlooker;
  for (const char* text : {kShop, kRaft}) {
    const Loaded loaded = load_text(text);
    WorldOptions options;
    const RunFacts plain = fly_natively(loaded.flight.plan, options, nullptr, "plain");
    options.onlooker = &onlooker;
    const RunFacts watched = fly_natively(loaded.flight.plan, options, nullptr, "watched");
    EXPECT_EQ(plain.events, watched.events);
    EXPECT_EQ(plain.recorder.fingerprints.metrics.value(), watched.recorder.fingerprints.metrics.value());
    EXPECT_EQ(plain.recorder.fingerprints.routing.value(), watched.recorder.fingerprints.routing.value());
    EXPECT_EQ(plain.recorder.fingerprints.protocol.value(), watched.recorder.fingerprints.protocol.value());
  }
  EXPECT_GT(onlooker.seen, 10'000);
}

}  // namespace
}  // namespace windtunnel

// Bulk work in flight: how long it takes by arithmetic, alone, beside other work and beside requests, and
// what becomes of it when a replica dies.
//
// One star for all: each replica has a host of its own behind 80 Mbps, which is 10 MB/s, without latency, so
// flows that share a link share it evenly. Requests are one a second and carry next to nothing unless told.
#include <string>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

using namespace literals;

std::string scenario(const std::string& bulk, const std::string& rest = "") {
  return R"({
    "windtunnel": 1,
    "run": {"lasts": "40 s"},
    "network": {"kind": "flow",
                "topology": {"kind": "star", "hosts": 8, "latency": "0 s", "bandwidth": "80 Mbps"}},
    "workload": {"asks": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["web"], "request": "0 B", "reply": "0 B"}},
    "tiers": {
      "web": {"replicas": 1, "service": "1 ms"},
      "store": {"replicas": 3, "service": "1 ms", "health_check": {"detects": "at_once"}},
      "archive": {"replicas": 2, "service": "1 ms"}},
    "bulk": {)" +
         bulk + "}" + rest + "}";
}

double seconds_of(const Flown& flown, const std::string& work) {
  return flown.value("bulk_time_mean", of_class(work));
}

// 100 MB at 10 MB/s.
TEST(BulkInFlight, TakesItsBytesOverTheLink) {
  const Flown flown = fly_once(
      scenario(R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "100 MB"})"));
  EXPECT_NEAR(seconds_of(flown, "copy"), 10, 1e-6);
  EXPECT_EQ(flown.value("bulk_ended_share", of_class("copy")), 1);
}

// Alone for 5 s the first moves 50 MB; its other 50 MB move at 5 MB/s, 10 s more. The second has 50 MB left
// then, at 10 MB/s: 10 + 5 s.
TEST(BulkInFlight, SharesItsLinkWithOtherWork) {
  const Flown flown =
      fly_once(scenario(R"("first": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "100 MB"},
                  "second": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "100 MB", "at": "5 s"})"));
  EXPECT_NEAR(seconds_of(flown, "first"), 15, 1e-6);
  EXPECT_NEAR(seconds_of(flown, "second"), 15, 1e-6);
}

// Two flows from two senders to two receivers have 20 MB/s between them.
TEST(BulkInFlight, UsesAsManyLinksAsItHasFlows) {
  const Flown flown = fly_once(scenario(
      R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "100 MB", "flows": 2})"));
  EXPECT_NEAR(seconds_of(flown, "copy"), 5, 1e-6);
}

// At 0, 12, 24 and 36 s; the last would end at 46 s, after the run.
TEST(BulkInFlight, BeginsAgainAndAgain) {
  const Flown flown = fly_once(scenario(
      R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "100 MB", "every": "12 s"})"));
  EXPECT_EQ(flown.facts.bulk.size(), 4u);
  EXPECT_NEAR(seconds_of(flown, "copy"), 10, 1e-6);
  EXPECT_NEAR(flown.value("bulk_time_max", of_class("copy")), 10, 1e-6);
  EXPECT_EQ(flown.value("bulk_ended_share", of_class("copy")), 0.75);
}

// 20 MB each from three to two: the first and the third share the link into archive-1, 40 MB at 10 MB/s. One
// at a time takes 3 x 2 s.
TEST(BulkInFlight, BacksUpEachReplicaAllAtOnceOrByTurns) {
  const std::string all =
      R"("nightly": {"kind": "backup", "from": "store", "to": "archive", "bytes": "20 MB")";
  EXPECT_NEAR(seconds_of(fly_once(scenario(all + "}")), "nightly"), 4, 1e-6);
  EXPECT_NEAR(seconds_of(fly_once(scenario(all + R"(, "at_once": 1})")), "nightly"), 6, 1e-6);
}

// 90 MB in nine parts of 10 MB, of which three stay where they are: each link carries 2 x 10 MB.
TEST(BulkInFlight, ShufflesEvenPartsBetweenAllPairs) {
  const Flown flown =
      fly_once(scenario(R"("join": {"kind": "shuffle", "from": "store", "to": "store", "bytes": "90 MB"})"));
  EXPECT_NEAR(seconds_of(flown, "join"), 2, 1e-6);
}

const std::string kCrash =
    R"(, "faults": {"dies": {"kind": "crash", "target": {"replica": "store-1"}, "at": "10 s", "lasts": "5 s"}})";

// Down from 10 to 15 s, then 50 MB at 10 MB/s: whole at 20 s, so all are up for 30 of 40 s; 35 where it
// serves meanwhile. Two peers send half each, and its own link is as narrow as before.
TEST(BulkInFlight, RebuildsAReplicaBeforeItServes) {
  const std::string rebuild = R"("heal": {"kind": "rebuild", "tier": "store", "bytes": "50 MB")";
  const Flown whole = fly_once(scenario(rebuild + "}", kCrash));
  EXPECT_NEAR(seconds_of(whole, "heal"), 5, 1e-6);
  EXPECT_NEAR(whole.value("all_up_share", of_tier("store")), 0.75, 1e-6);
  const Flown meanwhile = fly_once(scenario(rebuild + R"(, "serves_meanwhile": true})", kCrash));
  EXPECT_NEAR(seconds_of(meanwhile, "heal"), 5, 1e-6);
  EXPECT_NEAR(meanwhile.value("all_up_share", of_tier("store")), 0.875, 1e-6);
  const Flown two = fly_once(scenario(rebuild + R"(, "peers": 2})", kCrash));
  EXPECT_NEAR(seconds_of(two, "heal"), 5, 1e-6);
}

// store-2, from which it copies since 15 s, dies at 17 s: anew from store-3, 2 + 5 s.
TEST(BulkInFlight, CopiesAnewFromAnotherPeerWhenOneDies) {
  const Flown flown = fly_once(scenario(
      R"("heal": {"kind": "rebuild", "tier": "store", "bytes": "50 MB"})",
      R"(, "faults": {"dies": {"kind": "crash", "target": {"replica": "store-1"}, "at": "10 s", "lasts": "5 s"},
                      "too": {"kind": "crash", "target": {"replica": "store-2"}, "at": "17 s"}})"));
  EXPECT_NEAR(seconds_of(flown, "heal"), 7, 1e-6);
}

// With both peers gone at 17 s nobody is left to copy from: it serves with what it has, and is down from 10
// to 17 s only; store-2 and store-3 are down for the last 23 of 40 s.
TEST(BulkInFlight, GivesARebuildUpWhenNoPeerIsLeft) {
  const Flown flown = fly_once(scenario(
      R"("heal": {"kind": "rebuild", "tier": "store", "bytes": "50 MB"})",
      R"(, "faults": {"dies": {"kind": "crash", "target": {"replica": "store-1"}, "at": "10 s", "lasts": "5 s"},
                      "two": {"kind": "crash", "target": {"replica": "store-2"}, "at": "17 s"},
                      "three": {"kind": "crash", "target": {"replica": "store-3"}, "at": "17 s"}})"));
  EXPECT_EQ(flown.value("bulk_ended_share", of_class("heal")), 0);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("store")), (33 + 17 + 17) / 40.0, 1e-6);
}

// Its target dies again at 17 s and comes back at 22 s: the first try is given up, the second takes 5 s.
TEST(BulkInFlight, BeginsARebuildAnewWhenItsReplicaDiesAgain) {
  const Flown flown = fly_once(scenario(
      R"("heal": {"kind": "rebuild", "tier": "store", "bytes": "50 MB"})",
      R"(, "faults": {"dies": {"kind": "crash", "target": {"replica": "store-1"}, "at": "10 s", "lasts": "5 s"},
                      "again": {"kind": "crash", "target": {"replica": "store-1"}, "at": "17 s", "lasts": "5 s"}})"));
  EXPECT_NEAR(seconds_of(flown, "heal"), 5, 1e-6);
  EXPECT_EQ(flown.value("bulk_ended_share", of_class("heal")), 0.5);
  EXPECT_NEAR(flown.value("all_up_share", of_tier("store")), 23.0 / 40, 1e-6);
}

TEST(BulkInFlight, GivesATransferUpWhenItsEndDies) {
  const Flown flown = fly_once(scenario(
      R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "150 MB"})", kCrash));
  EXPECT_EQ(flown.value("bulk_ended_share", of_class("copy")), 0);
  EXPECT_NE(seconds_of(flown, "copy"), seconds_of(flown, "copy"));  // not a number: nothing has ended
}

// A reply of 1 MB takes 0.1 s alone and 0.2 s beside one flow out of the same host: latency rises from 101 to
// 201 ms while the transfer lasts, and the transfer's 150 MB take longer than 15 s by what 1 MB of each
// request took: in each second 0.2 s at 5 MB/s and 0.8 s at 10 MB/s, so 9 MB/s.
TEST(BulkInFlight, ContendsWithRequests) {
  const std::string text = R"({
    "windtunnel": 1,
    "run": {"lasts": "40 s"},
    "network": {"kind": "flow",
                "topology": {"kind": "star", "hosts": 2, "latency": "0 s", "bandwidth": "80 Mbps"}},
    "workload": {"asks": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["store"], "request": "0 B", "reply": "1 MB"}},
    "tiers": {"store": {"replicas": 1, "service": "1 ms"}, "archive": {"replicas": 1, "service": "1 ms"}},
    "phases": {"quiet": ["0 s", "10500 ms"], "busy": ["10500 ms", "25 s"]},
    "bulk": {"copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "135 MB", "at": "10500 ms"}}
  })";
  const Flown flown = fly_once(text);
  EXPECT_NEAR(flown.value("latency_mean", of_phase("quiet")), 0.101, 1e-6);
  EXPECT_NEAR(flown.value("latency_mean", of_phase("busy")), 0.201, 1e-6);
  // From 10.5 s on, 135 MB at 9 MB/s in the mean: 15 whole seconds.
  EXPECT_NEAR(seconds_of(flown, "copy"), 15, 1e-6);
}

// The archive's disk writes 5 MB/s: 100 MB in 20 s, though the network would need 10.
TEST(BulkInFlight, IsNoFasterThanADisk) {
  const Flown flown = fly_once(
      scenario(R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "100 MB"})"),
      {R"(tiers.archive.disk={"read": "80 Mbps", "write": "40 Mbps"})"});
  EXPECT_NEAR(seconds_of(flown, "copy"), 20, 1e-6);
}

// 1 ms on a core, then 2 MB at 10 MB/s off the disk and 1 MB at 5 MB/s onto it.
TEST(BulkInFlight, LeavesRequestsADiskOfTheirOwnTier) {
  const std::string idle =
      R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 MB"})";
  const Flown flown = fly_once(
      scenario(idle),
      {R"(tiers.web.disk={"read": "80 Mbps", "write": "40 Mbps", "reads": "2 MB", "writes": "1 MB"})"});
  EXPECT_NEAR(flown.value("latency_mean"), 0.001 + 0.2 + 0.2, 1e-6);
}

// At 5.1 s the disk is at work for the request of 5 s; a crash resets it, and the next is served again.
TEST(BulkInFlight, TellsWhoWasAtTheDiskOfADyingReplica) {
  const std::string idle =
      R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 MB"})";
  const Flown flown = fly_once(
      scenario(
          idle,
          R"(, "faults": {"dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "5100 ms", "lasts": "100 ms"}})"),
      {R"(tiers.web.disk={"read": "80 Mbps", "write": "80 Mbps", "reads": "2 MB"})",
       R"(tiers.web.health_check={"detects": "at_once"})"});
  EXPECT_EQ(flown.requests().ended[static_cast<std::size_t>(Outcome::kRefused)], 1);
  EXPECT_NEAR(flown.value("latency_mean"), 0.201, 1e-6);
}

TEST(BulkInFlight, RefusesANetworkThatNobodyShares) {
  Problems problems;
  load_scenario_text(
      scenario(R"("copy": {"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 MB"})"),
      "test.json", {R"(network="5 ms")"}, builtin_catalog(), problems);
  EXPECT_NE(problems.text("test.json").find("a network of kind flow"), std::string::npos)
      << problems.text("test.json");
}

}  // namespace
}  // namespace windtunnel

// A small scenario schema with every kind of field, for the tests of the reader: a shop in miniature.
//
// It is not the real one (models/scenario): the reader's tests must not change when a model gets a field.
#pragma once

#include <array>
#include <functional>
#include <string>

#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel::small {

enum class Discipline { fcfs, lifo, priority };
constexpr auto enum_names(Discipline) {
  return std::array{EnumName{"fcfs", Discipline::fcfs, "First come, first served."},
                    EnumName{"lifo", Discipline::lifo, "Last come, first served."},
                    EnumName{"priority", Discipline::priority, "The most urgent first."}};
}

// ---- distributions: a mean, in seconds, is all that the tests make of them ----

struct Law {
  static constexpr std::string_view kKind = "distributions";
  using Maker = std::function<double(const AnyFields&, double scale)>;
};

struct ConstantFields {
  Duration value;
  void describe(Schema& schema) {
    schema.field("value", value, "Always this.", Required{}, AtLeast{Duration()});
  }
};

struct LognormalFields {
  std::optional<Duration> mean;
  std::optional<double> cv;
  std::optional<Duration> p50;
  std::optional<Duration> p99;
  void describe(Schema& schema) {
    schema.field("mean", mean, "Its mean.", Positive{});
    schema.field("cv", cv, "Standard deviation over mean.", Positive{});
    schema.field("p50", p50, "Its median.", Positive{});
    schema.field("p99", p99, "Its 99th percentile.", Positive{});
  }
  void check(Checker& checker) const {
    checker.exactly_one({{"mean", "cv"}, {"p50", "p99"}});
    if (p50 && p99 && *p99 <= *p50)
      checker.problem("p99", code::kOrder, "p99 not above p50", "p99 above p50");
  }
};

struct MixturePart {
  double share = 1;
  Choice<Law> of;
  void describe(Schema& schema) {
    schema.field("share", share, "How much of the whole.", Range{0, 1});
    schema.field("of", of, "Which law.", Required{});
  }
};

struct MixtureFields {
  std::vector<MixturePart> parts;
  void describe(Schema& schema) { schema.field("parts", parts, "The parts.", Required{}, NonEmpty{}); }
  void check(Checker& checker) const {
    double sum = 0;
    for (const MixturePart& part : parts) sum += part.share;
    if (sum < 1 - 1e-6 || sum > 1 + 1e-6)
      checker.problem("parts", code::kShares, "shares that add up to another sum", "shares that add up to 1");
  }
};

// ---- balancers ----

struct Balancing {
  static constexpr std::string_view kKind = "load_balancing";
  using Maker = std::function<std::int64_t(const AnyFields&)>;
};

struct LeastRequestsFields {
  std::int64_t choices = 2;
  std::string policy;
  void describe(Schema& schema) {
    schema.field("choices", choices, "How many to look at; 1 is plain random.", Range{1, 64});
    schema.field("policy", policy, "Free text.");
  }
};

// ---- networks ----

struct Networking {
  static constexpr std::string_view kKind = "networks";
  using Maker = std::function<int(const AnyFields&)>;
};

struct ConstantNetworkFields {
  Duration latency = Duration::from_ns(500'000);
  std::optional<Bandwidth> bandwidth;
  void describe(Schema& schema) {
    schema.field("latency", latency, "One way.", Changeable{});
    schema.field("bandwidth", bandwidth, "Of each link.");
  }
};

struct RegionsFields {
  TableRef rtt;
  void describe(Schema& schema) { schema.field("rtt", rtt, "Round trips.", Required{}); }
};

inline Catalog catalog() {
  Catalog catalog;
  catalog.add(entry<Law, ConstantFields>(
      {.name = "constant", .meaning = "Always the same.", .short_form = "value"},
      [](const ConstantFields& fields, double scale) { return fields.value.seconds() * scale; }));
  catalog.add(entry<Law, LognormalFields>({.name = "lognormal", .meaning = "A lognormal law."},
                                          [](const LognormalFields&, double scale) { return scale; }));
  catalog.add(entry<Law, MixtureFields>({.name = "mixture", .meaning = "One of several laws."},
                                        [](const MixtureFields&, double scale) { return scale; }));
  catalog.add(entry<Balancing, NoFields>({.name = "round_robin", .meaning = "One after the other."},
                                         [](const NoFields&) { return std::int64_t{0}; }));
  catalog.add(entry<Balancing, LeastRequestsFields>(
      {.name = "least_requests",
       .meaning = "The least busy of a few replicas drawn at random (Mitzenmacher 2001).",
       .leaves_out = "Loads are this balancer's own counts, not the replicas'.",
       .validated_by = {"A-POD", "A-LBN"}},
      [](const LeastRequestsFields& fields) { return fields.choices; }));
  catalog.add(
      entry<Networking, ConstantNetworkFields>({.name = "constant", .meaning = "The same everywhere."},
                                               [](const ConstantNetworkFields&) { return 1; }));
  catalog.add(entry<Networking, RegionsFields>({.name = "regions", .meaning = "Measured round trips."},
                                               [](const RegionsFields&) { return 2; }));
  catalog.add(entry<Networking, NoFields>({.name = "flow", .meaning = "Shared links."},
                                          [](const NoFields&) { return 3; }));
  catalog.tables().add(
      {"gcp/rtt/2020-06-02",
       "# source: fantoch\n# date: 2020-06-02\n# licence: MIT\nfrom,to,rtt_ms\na,b,1.5\nb,a,1.5\n"});
  catalog.tables().add({"gcp/rtt/2021-01-01", "# date: 2021-01-01\nfrom,to,rtt_ms\na,b,2\nb,a\n"});
  return catalog;
}

// ---- the scenario ----

struct Run {
  std::optional<StartDate> starts;
  Duration lasts;
  Time warm_up;
  std::uint64_t seed = 1;
  void describe(Schema& schema) {
    schema.field("starts", starts, "The date and time at which it starts.");
    schema.field("lasts", lasts, "How long.", Required{}, Positive{});
    schema.field("warm_up", warm_up, "What is not counted at the beginning.");
    schema.field("seed", seed, "The seed.");
  }
  void check(Checker& checker) const {
    if (warm_up.since_start() >= lasts)
      checker.problem("warm_up", code::kOrder, "a warm-up as long as the run", "less than lasts");
  }
};

struct RateShape {
  TableRef shape;
  Rate peak;
  void describe(Schema& schema) {
    schema.field("shape", shape, "A table of rates.", Required{});
    schema.field("peak", peak, "The highest rate.", Required{}, Positive{});
  }
};

struct Workload {
  Either<Rate, RateShape> rate;
  std::vector<std::string> path;
  Map<Probability> operations;
  MapOf<double, PlaceKey> origin;
  Bytes reply = Bytes(1024);
  void describe(Schema& schema) {
    schema.field("rate", rate, "Requests meant to be sent.", Required{}, Changeable{});
    schema.field("path", path, "The tiers, in order.", Required{}, NonEmpty{}, Ref{"tiers"});
    schema.field("operations", operations, "Shares of operations.");
    schema.field("origin", origin, "Where requests come from.", KeysRef{"places"});
    schema.field("reply", reply, "The size of a reply.");
  }
};

struct Queue {
  Discipline discipline = Discipline::fcfs;
  std::optional<std::int64_t> length_max;
  void describe(Schema& schema) {
    schema.field("discipline", discipline, "Who is served next.");
    schema.field("length_max", length_max, "How many may wait.", AtLeast{0}, Unit{"requests"});
  }
};

struct Tier {
  std::uint32_t replicas = 1;
  OrMap<Choice<Law>> service;
  Choice<Balancing> balancer;
  Queue queue;
  std::optional<MoneyRate> price;
  bool warm = false;
  void describe(Schema& schema) {
    schema.field("replicas", replicas, "How many.", Range{1, 1000}, Changeable{});
    schema.field("service", service, "How long a request takes: one law, or a law per class.", Required{});
    schema.field("balancer", balancer, "Who takes the next request.", Default{R"({"kind": "round_robin"})"});
    schema.field("queue", queue, "Who waits.");
    schema.field("price", price, "Per replica.");
    schema.field("warm", warm, "Whether it starts warm.");
  }
};

struct Fault {
  std::string target;
  Time at;
  void describe(Schema& schema) {
    schema.field("target", target, "Which tier.", Required{}, Ref{"tiers"});
    schema.field("at", at, "When.");
  }
};

struct Place {
  std::vector<std::string> zones;
  void describe(Schema& schema) { schema.field("zones", zones, "Its zones."); }
};

struct World {
  std::string title;
  Run run;
  Choice<Networking> network;
  MapOf<Place, PlaceKey> places;
  Map<Workload> workload;
  Map<Tier> tiers;
  Map<Fault> faults;
  std::optional<Money> budget;
  void describe(Schema& schema) {
    schema.field("title", title, "One sentence.");
    schema.field("run", run, "How long, from when.");
    schema.field("network", network, "How messages travel.", Default{R"({"kind": "constant"})"});
    schema.field("places", places, "Regions and zones.");
    schema.field("workload", workload, "Who asks.");
    schema.field("tiers", tiers, "Who answers.", Required{}, NonEmpty{});
    schema.field("faults", faults, "What breaks.");
    schema.field("budget", budget, "What it may cost.");
  }
};

}  // namespace windtunnel::small

// For tests of networks: a plan by JSON over two regions of the catalogue, and what the JSON earns.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "models/networks/loss_model.hpp"
#include "models/networks/network_model.hpp"
#include "models/topologies/topology_model.hpp"
#include "sim/config/embedded_catalog.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& networks() {
  static const Catalog catalog = [] {
    Catalog made;
    add_distributions(made);
    add_topologies(made);
    add_losses(made);
    add_networks(made);
    // Written one way only; a to b is not what b to a would be if it were written.
    made.tables().add(
        {"test/one_way", "from,to,rtt_ms\nus-central1,europe-west1,80\nus-central1,elsewhere,7\n"});
    made.tables().add(
        {"test/both_ways", "from,to,rtt_avg_ms\nus-central1,europe-west1,80\neurope-west1,us-central1,90\n"});
    made.tables().add({"test/negative", "from,to,rtt_ms\nus-central1,europe-west1,-80\n"});
    made.tables().add({"test/words", "from,to,rtt_ms\nus-central1,europe-west1,far\n"});
    made.tables().add({"test/others", "from,to,km\nus-central1,europe-west1,7000\n"});
    for (const EmbeddedCsv& table : embedded_catalog())
      made.tables().add({std::string(table.name), table.bytes});
    return made;
  }();
  return catalog;
}

// Places 0 and 1 are zones of us-central1, 2 is one of europe-west1, 3 and 4 are the edges of the two.
inline Places two_regions() {
  return Places{
      {"us-central1", "europe-west1"}, {"us-central1/a", "us-central1/b", "europe-west1/b"}, {0, 0, 1}};
}

struct MadeNetwork {
  NetworkPlan plan;
  std::string complaints;  // each as "<field> <code> <found> | <expected> | <name>: <candidates>"
};

inline MadeNetwork make_network(const std::string& json, const Places& places = two_regions()) {
  MadeNetwork made;
  const ReadChoice<NetworkModel> once = read_choice<NetworkModel>(networks(), json);
  made.complaints = once.problems;
  if (!once.problems.empty()) return made;
  made.plan =
      once.chosen.it.make(places, [&made](std::string_view field, std::string_view code,
                                          const std::string& found, const std::string& expected,
                                          std::string_view name, const std::vector<std::string>& candidates) {
        made.complaints += std::string(field) + " " + std::string(code) + " " + found + " | " + expected +
                           " | " + std::string(name) + ":";
        for (const std::string& candidate : candidates) made.complaints += " " + candidate;
        made.complaints += "\n";
      });
  return made;
}

// For JSON that has to be right.
inline NetworkPlan network(const std::string& json, const Places& places = two_regions()) {
  MadeNetwork made = make_network(json, places);
  EXPECT_EQ(made.complaints, "") << json;
  return made.plan;
}

}  // namespace windtunnel

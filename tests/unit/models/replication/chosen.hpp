// A replication as a scenario would choose it, and sites to put it on, for the tests of this folder.
#pragma once

#include <string>
#include <vector>

#include "models/replication/replication.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& replication_catalog() {
  static const Catalog catalog = [] {
    Catalog made;
    add_replications(made);
    return made;
  }();
  return catalog;
}

inline std::string problems_of(const std::string& json) {
  return read_choice<ReplicationModel>(replication_catalog(), json).problems;
}

inline ReplicationParts replication_of(const std::string& json) {
  return choice<ReplicationModel>(replication_catalog(), json).make();
}

// All members so far apart, each in a region of its own.
inline ClusterSite site_of(std::uint32_t members, Duration round_trip, Duration sync) {
  ClusterSite site;
  site.members = members;
  site.sync = sync;
  for (std::uint32_t from = 0; from < members; ++from) {
    site.regions.push_back(from);
    for (std::uint32_t to = 0; to < members; ++to)
      site.round_trips.push_back(from == to ? Duration() : round_trip);
  }
  return site;
}

inline std::string settings_text(const ReplicationParts& parts, const ClusterSite& site) {
  std::string text;
  for (const ProtocolSetting& each : parts.settings(site)) text += each.name + " " + each.value + "; ";
  return text;
}

}  // namespace windtunnel

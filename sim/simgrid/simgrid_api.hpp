// SimGrid's headers, and the few names that its versions spell differently.
//
// Windtunnel is built and tested against 3.32 (Debian 12), 4.0 (Debian 13) and 4.1. What 3.34 to 4.1 changed
// of the parts used here stands below and nowhere else; a later version should need no other file. Only .cpp
// files of sim/simgrid include this one.
#pragma once

// SimGrid's version and Boost's headers want SimGrid's own first.
// clang-format off
#include <simgrid/s4u.hpp>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/routing/NetPoint.hpp>
#include <simgrid/kernel/routing/NetZoneImpl.hpp>
#include <simgrid/version.h>
// clang-format on

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace windtunnel::simgrid_api {

namespace s4u = ::simgrid::s4u;
namespace routing = ::simgrid::kernel::routing;
using LinkImpl = ::simgrid::kernel::resource::StandardLinkImpl;
using KernelTimer = ::simgrid::kernel::timer::Timer;

// The end of any communication or execution, well or not. From 3.34 on each kind of activity has its own
// signal.
inline void on_completion(const std::function<void(const s4u::Activity&)>& ended) {
#if SIMGRID_VERSION >= 33400
  s4u::Comm::on_completion_cb([ended](const s4u::Comm& comm) { ended(comm); });
  s4u::Exec::on_completion_cb([ended](const s4u::Exec& exec) { ended(exec); });
  s4u::Io::on_completion_cb([ended](const s4u::Io& io) { ended(io); });
#else
  s4u::Activity::on_completion_cb(ended);
#endif
}

// Filling a zone: create_host() and create_link() became add_host() and add_link() in 4.0.
// A host takes disks until it is sealed.
inline s4u::Host* new_host(s4u::NetZone* zone, const std::string& name, double speed, int cores) {
#if SIMGRID_VERSION >= 40000
  s4u::Host* host = zone->add_host(name, speed);
#else
  s4u::Host* host = zone->create_host(name, speed);
#endif
  host->set_core_count(cores);
  return host;
}

inline s4u::Link* new_link(s4u::NetZone* zone, const std::string& name, Bandwidth bandwidth,
                           Duration latency) {
#if SIMGRID_VERSION >= 40000
  s4u::Link* link = zone->add_link(name, bandwidth.bytes_per_second());
#else
  s4u::Link* link = zone->create_link(name, bandwidth.bytes_per_second());
#endif
  link->set_latency(latency.seconds());
  link->seal();
  return link;
}

// On a host that is not sealed yet.
inline s4u::Disk* new_disk(s4u::Host* host, const std::string& name, Bandwidth read, Bandwidth write) {
#if SIMGRID_VERSION >= 40000
  s4u::Disk* disk = host->add_disk(name, read.bytes_per_second(), write.bytes_per_second());
#else
  s4u::Disk* disk = host->create_disk(name, read.bytes_per_second(), write.bytes_per_second());
#endif
  disk->seal();
  return disk;
}

// A zone of our own becomes the platform's root. Since 4.0 there is a root already, and zones stand below it.
inline void place_zone(s4u::Engine& engine, routing::NetZoneImpl& zone) {
#if SIMGRID_VERSION >= 40000
  zone.set_parent(engine.get_netzone_root()->get_impl());
#else
  (void)engine, (void)zone;  // the first zone that is made is the root
#endif
}

inline std::string version_text() {
  int major = 0, minor = 0, patch = 0;
  sg_version_get(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) +
         (patch != 0 ? "." + std::to_string(patch) : "");
}

}  // namespace windtunnel::simgrid_api

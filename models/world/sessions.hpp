// Whose operations follow each other: the sessions of a world's clients.
//
// A client of a closed loop is a session; an open source has as many as it keeps in turn, and opens more
// while all are busy. A session whose operation may still happen is over, and whoever goes on is another one,
// as with Jepsen's processes.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/world/plan.hpp"
#include "models/world/pools.hpp"

namespace windtunnel {

class Sessions {
 public:
  struct Session {
    std::uint32_t number = 0;         // of its last operation
    std::uint32_t replica = kNobody;  // that answered last
  };

  explicit Sessions(const Plan& plan)
      : plan_(plan), free_(plan.workloads.size() * plan.places.regions.size()) {
    for (const WorkloadPlan& workload : plan.workloads)
      of_client_.emplace_back(workload.closed ? static_cast<std::size_t>(workload.closed->clients) : 0,
                              kNobody);
  }

  Session& operator[](std::uint32_t session) { return sessions_[session]; }
  const Session& operator[](std::uint32_t session) const { return sessions_[session]; }

  std::uint32_t take(const Request& request) {
    const std::uint32_t workload = plan_.classes[request.request_class].workload;
    if (request.client != kNobody) {
      std::uint32_t& session = of_client_[workload][request.client];
      if (session == kNobody) session = open();
      return session;
    }
    std::deque<std::uint32_t>& free = free_of(workload, request.origin);
    if (free.size() < static_cast<std::size_t>(plan_.workloads[workload].sessions)) return open();
    const std::uint32_t session = free.front();
    free.pop_front();
    return session;
  }
  void give_back(std::uint32_t session, const Request& request, bool retire) {
    const std::uint32_t workload = plan_.classes[request.request_class].workload;
    if (request.client != kNobody) {
      if (retire) of_client_[workload][request.client] = kNobody;
      return;
    }
    if (!retire) free_of(workload, request.origin).push_back(session);
  }

 private:
  std::uint32_t open() {
    sessions_.emplace_back();
    return static_cast<std::uint32_t>(sessions_.size() - 1);
  }
  std::deque<std::uint32_t>& free_of(std::uint32_t workload, std::uint32_t region) {
    return free_[workload * plan_.places.regions.size() + region];
  }

  const Plan& plan_;
  std::vector<Session> sessions_;
  std::vector<std::deque<std::uint32_t>> free_;        // [workload][region]
  std::vector<std::vector<std::uint32_t>> of_client_;  // [workload][client]
};

}  // namespace windtunnel

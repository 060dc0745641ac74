// Whoever looks on while a world flies: told of requests' messages, of queues, of machines and of faults.
//
// A recording for people is made through this, as one of protocols is through StoreWatch. It sees and can not
// touch: a world that is watched does what it does unwatched, event by event. Nobody looks on in a study, and
// then each place costs a test of one pointer.
#pragma once

#include <cstdint>
#include <span>

#include "sim/base/time.hpp"
#include "sim/observe/outcome.hpp"
#include "sim/observe/records.hpp"
#include "sim/wire/sides.hpp"

namespace windtunnel {

class WorldWatch {
 public:
  // A call on its way to a replica, or the answer to it.
  struct Crossing {
    std::uint32_t carrier = 0;  // one message at a time; free for another once that has arrived or is lost
    std::uint64_t request = 0;  // its number in its workload
    std::uint16_t request_class = 0;
    std::uint8_t attempt = 0;  // from 0
    Party from = 0, to = 0;    // replicas first, then places: Plan::party_of_place
    bool is_answer = false;
    Outcome outcome = Outcome::kOk;  // of an answer
  };

  virtual ~WorldWatch() = default;
  virtual void sent(const Crossing& crossing, Time at) = 0;
  virtual void arrived(std::uint32_t carrier, Time at) = 0;
  virtual void lost(std::uint32_t carrier, Time at) = 0;
  // Who is at a replica now: in service, and waiting.
  virtual void queue_is(std::uint32_t replica, std::int32_t busy, std::int32_t waiting, Time at) = 0;
  virtual void stands(std::uint32_t replica, bool up, Time at) = 0;
  // `struck` are the replicas that it hits; none for a fault on the wire.
  virtual void strikes(std::uint32_t fault, std::uint32_t unit, std::span<const std::uint32_t> struck,
                       Time at) = 0;
  virtual void heals(std::uint32_t fault, std::uint32_t unit, Time at) = 0;

  // For whoever tells lives of requests, and nobody else: nothing unless said otherwise.
  virtual void begins(std::uint16_t /*request_class*/, std::uint64_t /*request*/, std::uint16_t /*origin*/,
                      Time /*at*/) {}
  // The attempt whose carrier this is has been worked on at the replica where it is.
  virtual void served(std::uint32_t /*carrier*/, Duration /*waited*/, Time /*at*/) {}
  // An attempt came back with an error, or its client gave it up; one that succeeds, or that the deadline
  // ends, ends with its request.
  virtual void attempt_ends(std::uint16_t /*request_class*/, std::uint64_t /*request*/,
                            std::uint8_t /*attempt*/, Outcome /*outcome*/, Time /*at*/) {}
  virtual void ends(const RequestRecord& /*record*/) {}
};

}  // namespace windtunnel

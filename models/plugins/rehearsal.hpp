// A rehearsal: what the models of plug-ins answered in one run, kept to be compared with a second run of the
// same seed.
//
// A run is a function of scenario, seed and version, and a model that asks a clock, a global generator or
// yesterday's state breaks that without a sound. Everything else in a run is ours, so the first event that
// differs between two runs of one seed is the first answer of such a model that differs: it is enough to
// write those answers down. Whoever flies the run says that this thread rehearses; models that are made while
// it does are wrapped, all others cost nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/failures/failure.hpp"
#include "models/load_balancing/policy.hpp"
#include "models/workloads/workload.hpp"
#include "sim/runtime/protocol.hpp"

namespace windtunnel {

class Rehearsal {
 public:
  // As many answers as are kept; the first run may end there.
  static constexpr std::size_t kAnswersMax = 20'000;

  struct Answer {
    enum class What : std::uint8_t {
      kPick,
      kPickNobody,
      kArrival,
      kStrike,
      kNoStrike,
      kSend,
      kPersist,
      kTimer,
      kApply,
      kReply
    };
    Time at;
    std::string_view model;  // of the entry, which outlives all runs
    What what = What::kPick;
    std::uint64_t a = 0, b = 0;
    bool operator==(const Answer&) const = default;
  };

  // `replica` gives a replica's name by its index in the plan.
  explicit Rehearsal(std::function<std::string(std::uint32_t)> replica) : replica_(std::move(replica)) {}

  // Thrown out of the first run when enough was kept.
  struct Enough {};
  // From here on answers are compared.
  void second_run() { comparing_ = true; }
  // Throws ModelFailure when the second run, which has ended by itself, asked less than the first.
  void ended();

  // Of the run on this thread, or nullptr.
  static Rehearsal* current();
  // Throws Enough, and ModelFailure when the second run differs.
  void answered(const Answer& answer);

 private:
  friend class RehearsalScope;
  std::string words(const Answer& answer) const;

  std::function<std::string(std::uint32_t)> replica_;
  std::vector<Answer> answers_;
  std::size_t compared_ = 0;
  bool comparing_ = false;
  bool enough_ = false;
};

// While it lives, what this thread flies is part of the rehearsal.
class RehearsalScope {
 public:
  explicit RehearsalScope(Rehearsal* rehearsal);
  ~RehearsalScope();
  RehearsalScope(const RehearsalScope&) = delete;
  RehearsalScope& operator=(const RehearsalScope&) = delete;

 private:
  Rehearsal* before_;
};

// The model itself, or, while this thread rehearses, one that writes its answers down. `name` is its entry's.
std::unique_ptr<Policy> rehearsed(std::unique_ptr<Policy> policy, const std::string& name);
std::unique_ptr<OpenArrivals> rehearsed(std::unique_ptr<OpenArrivals> arrivals, const std::string& name);
std::unique_ptr<FailureSource> rehearsed(std::unique_ptr<FailureSource> source, const std::string& name);
// `make` is given the ports that the protocol is to act through.
std::unique_ptr<Protocol> rehearsed(const std::function<std::unique_ptr<Protocol>(ProtocolPorts&)>& make,
                                    ProtocolPorts& ports, const std::string& name);

}  // namespace windtunnel

// The conformance suite of cores that keep data: what must hold under every schedule of an adversary, whoever
// wrote the core.
//
// Agreement, validity, integrity, and progress after healing; equal inputs have equal effects; who restarts
// is made of what was persisted and nothing else. A core says which of the promises it makes. A violation is
// shrunk: every step of a schedule draws from a stream of its own, so steps can be left out while the others
// stay what they are, many at once and then fewer (Zeller & Hildebrandt 2002), as long as the same promise
// stays broken; what is left is told step by step.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/finding.hpp"
#include "sim/machine/adversary.hpp"
#include "sim/machine/client_checks.hpp"
#include "sim/machine/shrink_steps.hpp"

namespace windtunnel {

// What a core that keeps data may promise.
struct Promises {
  bool orders_by_log = false;  // equal slots are applied alike, in their order
  bool applies_once = false;   // a session's operation changes data once
  bool linearizable = false;   // what ended is seen by whoever begins later
  bool converges = false;      // all members hold the same when all is quiet
};

struct NoOwnInvariants {
  template <class View>
  std::string after_step(const View&, MemberId) {
    return "";
  }
  void crashed(MemberId) {}
};

// What must hold of every core, on top of its own invariants; each text begins with the promise.
template <class Own>
class StoreInvariants {
 public:
  explicit StoreInvariants(const Promises& promises) : promises_(promises) {}

  template <class View>
  std::string after_step(const View& view, MemberId member) {
    return own_.after_step(view, member);
  }
  void crashed(MemberId member) {
    own_.crashed(member);
    last_slot_.erase(member);
    if (member.index() < versions_.size()) versions_[member.index()].clear();
  }
  std::string applied(MemberId member, const Applied& applied) {
    if (promises_.orders_by_log)
      if (std::string wrong = out_of_order(member, applied); !wrong.empty()) return wrong;
    if (promises_.applies_once && !(promises_.orders_by_log && applied.slot == 0)) {
      const auto [at, first] = operations_.try_emplace(applied.id, applied.version);
      if (!first && at->second != applied.version) return "integrity: an operation changed data twice";
    }
    if (!(promises_.orders_by_log && applied.slot == 0)) ids_.emplace_back(applied.id);
    return "";
  }
  template <class View>
  std::string at_end(const View& view) {
    if (!promises_.converges) return "";
    for (std::uint32_t i = 1; i < view.members(); ++i)
      if (!(held(view.core(MemberId(i))) == held(view.core(MemberId(0)))))
        return "convergence: n1 and " + name_of(MemberId(i)) + " hold different data though all is quiet";
    return "";
  }
  const std::vector<OperationId>& ids() const { return ids_; }

 private:
  template <class Core>
  static decltype(auto) held(const Core& core) {
    if constexpr (requires { core.data(); })
      return (core.data());
    else
      return core.contents();
  }
  std::string out_of_order(MemberId member, const Applied& applied) {
    if (versions_.size() <= member.index()) versions_.resize(member.index() + 1);
    auto& versions = versions_[member.index()];
    if (versions.size() <= applied.key) versions.resize(applied.key + std::size_t{1});
    const std::string who = name_of(member);
    // A key's versions only grow at a member, whether they come one by one or in a snapshot.
    if (applied.version <= versions[applied.key])
      return "order: " + who + " applies version " + std::to_string(applied.version) + " of key " +
             std::to_string(applied.key) + " after version " + std::to_string(versions[applied.key]);
    versions[applied.key] = applied.version;
    if (applied.slot == 0) return "";  // of a snapshot
    if (applied.slot <= last_slot_[member]) return "order: " + who + " applies slots out of order";
    last_slot_[member] = applied.slot;
    const auto [at, first] = slots_.try_emplace(applied.slot, applied);
    if (!first && !(at->second == applied))
      return "agreement: slot " + std::to_string(applied.slot) + " holds two operations";
    return "";
  }

  Promises promises_;
  Own own_{};
  std::map<MemberId, std::uint64_t> last_slot_;
  std::vector<std::vector<Version>> versions_;
  std::map<std::uint64_t, Applied> slots_;
  std::map<OperationId, Version> operations_;
  std::vector<OperationId> ids_;
};

// One schedule: what it violated, the core's own checks and those of its clients.
template <class Core, class Own = NoOwnInvariants>
AdversaryVerdict run_schedule(const std::vector<Core>& cores, const AdversaryOptions& options,
                              const Promises& promises,
                              typename Adversary<Core, StoreInvariants<Own>>::Call call = nullptr) {
  StoreInvariants<Own> invariants(promises);
  Adversary<Core, StoreInvariants<Own>> adversary(cores, options, invariants, call);
  AdversaryVerdict verdict = adversary.run();
  if (!verdict.violated.empty()) return verdict;
  verdict.violated = nothing_unasked(invariants.ids(), verdict.records);
  if (verdict.violated.empty()) verdict.violated = reads_are_of_writes(verdict.records);
  if (promises.linearizable && verdict.violated.empty())
    verdict.violated = versions_follow_real_time(verdict.records);
  return verdict;
}

// "order", of "order: n2 applies slots out of order".
inline std::string promise_of(const std::string& violated) { return violated.substr(0, violated.find(':')); }

// The whole suite over fresh cores; the first promise that is broken, with the shortest schedule found.
template <class Core, class Own = NoOwnInvariants>
Finding conformance_of(const std::vector<Core>& cores, AdversaryOptions options, const Promises& promises,
                       const ConformanceOptions& asked) {
  options.by_step = true;
  for (std::uint64_t schedule = 0; schedule < asked.schedules; ++schedule) {
    options.seed = asked.seed + schedule;
    options.left_out.clear();
    options.tell = schedule < kSchedulesFlownTwice;
    const AdversaryVerdict verdict = run_schedule<Core, Own>(cores, options, promises);
    if (options.tell && verdict.violated.empty()) {
      const AdversaryVerdict again = run_schedule<Core, Own>(cores, options, promises);
      if (again.story != verdict.story)
        return Finding{"DoesEqualThingsWithEqualInputs", "the same schedule told two stories", options.seed,
                       where_stories_part(verdict.story, again.story)};
    }
    if (verdict.violated.empty()) continue;
    const std::string promise = promise_of(verdict.violated);
    options.left_out = steps_to_leave_out(options.steps, [&](const std::vector<std::uint32_t>& left_out) {
      AdversaryOptions fewer = options;
      fewer.left_out = left_out;
      fewer.tell = false;
      return promise_of(run_schedule<Core, Own>(cores, fewer, promises).violated) == promise;
    });
    options.tell = true;
    const AdversaryVerdict told = run_schedule<Core, Own>(cores, options, promises);
    return Finding{promise, told.violated, options.seed, told_briefly(told.story)};
  }
  return {};
}

}  // namespace windtunnel

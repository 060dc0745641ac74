// Whether members that apply a log apply the same at the same place (state machine safety: Ongaro &
// Ousterhout 2014, figure 3), told while they do.
//
// Fed with everything that members apply, in the order in which it happens. A member that restarts applies
// its log again, and one whose log was cut applies something else at a place where it had applied before:
// what no member holds at the end of what it has applied there was taken back. Slot 0 means that there is no
// log, and is not looked at.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/machine/operation.hpp"
#include "sim/verify/copies.hpp"

namespace windtunnel {

struct AgreementReport {
  CheckVerdict verdict;
  std::int64_t slots = 0;        // at which something was applied
  std::int64_t slots_apart = 0;  // at which two different things were

  template <class Archive>
  void archive(Archive& a) {
    a(verdict, slots, slots_apart);
  }
};

class AppliedOrder {
 public:
  static constexpr std::uint32_t kMembersMax = 64;

  void applied(MemberId member, const Applied& applied);
  AgreementReport report() const;
  // What was applied at some slot, and is held there by no member any more or is older than what else was.
  KeyVersions discarded() const;

 private:
  // One thing that was applied at a slot, and by whom it was applied last.
  struct Held {
    OperationId id;
    StoreKey key = 0;
    Version version = 0;
    StoreValue value = kNoValue;
    std::uint64_t holders = 0;  // a bit a member

    bool same(const Applied& applied) const {
      return id == applied.id && key == applied.key && version == applied.version && value == applied.value;
    }
  };
  std::vector<Held> first_;  // by slot; nothing was applied where nobody ever held it
  std::map<std::uint64_t, std::vector<Held>> other_;  // what else was applied at a slot
  std::uint64_t slots_ = 0;
};

}  // namespace windtunnel

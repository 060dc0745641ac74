// Linearizability with the versions that the simulator knows as a witness: near-linear in the history.
//
// Whoever knows in which order a store let writes take effect need not search. For each key the order tried
// is: by version; within one, what made it first, then what read it in the order of invocation. Unknown
// operations stand where their version says; without one they are put where a read or compare needs what they
// wrote, the one invoked first. The order is then verified as a stranger's would be: each operation may end
// as it did after those before it, and none ended before an earlier one in the order was invoked. So:
//
//   the order verifies        the key is linearizable, whatever the versions are worth
//   it does not               nothing is shown yet: the versions may be wrong, or another order may do (two
//                             writes of one value, say); the search by what clients saw decides this key
//
// Hence a wrong version can cost time, never a verdict; and what is violated was always found by a search
// that sees only what clients saw.
#pragma once

#include "sim/verify/linearizability.hpp"

namespace windtunnel {

// An order of the key's operations that explains it, as positions in the history; empty when the order of
// versions does not (or there are none).
std::vector<std::uint32_t> order_by_versions(const History& history, const KeyHistory& key);

// Whether the order by versions explains the key in real time.
bool versions_explain(const History& history, const KeyHistory& key);

// By versions where they decide, by search where they do not.
LinearizabilityReport check_linearizability_witnessed(const History& history,
                                                      const SearchBounds& bounds = {});

}  // namespace windtunnel

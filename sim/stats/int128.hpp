// A 128-bit integer for sums of nanoseconds, so that a sum is exact and never depends on its order.
//
// A day's worth of 10^9 requests of 10 s each is 10^19 ns and no longer fits 63 bits; a queue of 10^6 watched
// for a year neither. Doubles would hold such sums, but would round differently when replications are merged
// otherwise.
#pragma once

namespace windtunnel {

__extension__ typedef __int128 Int128;  // both compilers have it; the keyword tells -Wpedantic that we know

}  // namespace windtunnel

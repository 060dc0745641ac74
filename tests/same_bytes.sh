#!/bin/sh
# The same bytes whatever compiled them: g++ and clang, -O0 and -O3, compared over three scenarios. Half an hour.
#
# A run is a function of scenario, seed and version, so the answer as JSON may not depend on a compiler's taste in
# floating point. Each build has a folder of its own under build-bytes; the first one is what the others are compared with.
set -u
cd "$(dirname "$0")/.." || exit 5
jobs=${1:-2} failed=0 first=""
for build in "g++ -O3" "g++ -O0" "clang++ -O3" "clang++ -O0"; do
  compiler=${build% *} level=${build#* }
  folder=build-bytes/$compiler$level
  cmake -S . -B "$folder" -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$level" \
    -DWINDTUNNEL_TESTS=OFF >/dev/null && cmake --build "$folder" --target windtunnel -j "$jobs" >/dev/null || exit 5
  for scenario in examples/region_dies examples/rates validation/jackson; do
    out=$folder/$(basename "$scenario").summary
    "$folder/windtunnel" run "scenarios/$scenario.json" --seed 5 --replications 2 --out "$folder/results" --quiet --json \
      >"$out" 2>/dev/null
    [ -s "$out" ] || { echo "$build: $scenario gave no answer"; failed=1; }
    [ -n "$first" ] || continue
    cmp -s "$out" "$first/$(basename "$scenario").summary" || { echo "$build: $scenario differs from $first"; failed=1; }
  done
  [ -n "$first" ] || first=$folder
done
[ $failed -eq 0 ] && echo "the same bytes from all four"
exit $failed

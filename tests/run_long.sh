#!/bin/sh
# `make test-long`: the tests under every compiler and sanitizer, then the full-length runs. Hours, not minutes.
#
# Each part runs whatever the others did; the last lines are a dated table to check in under docs.
set -u
cd "$(dirname "$0")/.." || exit 5
jobs=${1:-2}
python=.venv/bin/python
table="" failed=0

note() { table="$table$(printf '| %s | %s | %s |' "$(date -u +%F)" "$1" "$2")
"; [ "$2" = passed ] || failed=1; }

part() {  # part NAME COMMAND...: runs it and keeps its outcome
  name=$1; shift
  echo "== $name" >&2
  if "$@"; then note "$name" passed; else note "$name" FAILED; fi
}

for preset in dev clang sanitize tsan; do
  part "quick tests, preset $preset" sh -c "cmake --preset $preset -DWINDTUNNEL_PRECOMPILE=OFF -DWINDTUNNEL_UNITY=OFF >/dev/null &&
    cmake --build --preset $preset -j $jobs && ctest --preset $preset -L quick -j $jobs"
done
part "all tests, release" make test JOBS="$jobs"
part "pip install, used outside of the checkout" env PYTHONPATH="$PWD/build/python" "$python" -m pytest -m long tests/python/test_wheel.py
part "make wheel" make wheel JOBS="$jobs"
part "the wheel, used outside of the checkout" sh -c "WINDTUNNEL_WHEEL=\$(ls dist/windtunnel-*.whl) \
  PYTHONPATH=$PWD/build/python $python -m pytest -m long tests/python/test_wheel.py"
part "gate, 200 seeds" env PYTHONPATH="$PWD/build/python" "$python" -m pytest -m long tests/gate
part "instruction counts" "$python" tests/bench/instructions.py
part "full-length runs" ctest --test-dir build -L long -j "$jobs" --output-on-failure --no-tests=ignore

printf '\n| date | part | outcome |\n|---|---|---|\n%s' "$table"
exit $failed

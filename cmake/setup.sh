#!/bin/sh
# Installs what a make target needs and this machine lacks: `sh cmake/setup.sh build test python wheel bench lint long`.
#
# A thing is missing when its command or header cannot be found, so other distributions, and packages installed
# by hand, are left in peace. apt is called only for what is missing and never to upgrade; Python packages go into
# .venv from pinned lists. Where neither root nor sudo is there, one line says what to type.
set -eu
cd "$(dirname "$0")/.."
WANTED=" $* "

# group | Debian package | what shows that it is there (command:NAME, header:PATH or path:PATTERNS)
NEEDS='
build|g++|command:g++
build|cmake|command:cmake
build|ninja-build|command:ninja
build|nlohmann-json3-dev|header:nlohmann/json.hpp
build|libeigen3-dev|header:eigen3/Eigen/Core
build|libboost-dev|header:boost/version.hpp
build|libcli11-dev|header:CLI/CLI.hpp
build|libfmt-dev|header:fmt/core.h
build|libsqlite3-dev|header:sqlite3.h
build|zlib1g-dev|header:zlib.h
test|libgtest-dev|header:gtest/gtest.h
test|libsimgrid-dev|header:simgrid/s4u.hpp
bench|libbenchmark-dev|header:benchmark/benchmark.h
bench|libsimgrid-dev|header:simgrid/s4u.hpp
bench|libns3-dev|path:/usr/include/ns3*/core-module.h,/usr/include/ns3*/ns3/core-module.h
lint|clang-format|command:clang-format
lint|clang-tidy|command:clang-tidy
long|clang|command:clang++
long|libbenchmark-dev|header:benchmark/benchmark.h
long|valgrind|command:valgrind
'

# The same for what we would like to have and do without: tests that need it say so and are skipped (Ubuntu has no Chromium
# for apt, for instance), and the SimGrid engine is a twelfth slower without an allocator for its many small objects.
LIKES='
test|libtcmalloc-minimal4|path:/usr/lib/*/libtcmalloc_minimal.so.4
bench|libtcmalloc-minimal4|path:/usr/lib/*/libtcmalloc_minimal.so.4
test|chromium-headless-shell|path:/usr/bin/chromium-headless-shell,/usr/bin/chromium,/usr/bin/google-chrome
test|nodejs|command:node
test|npm|command:npm
'

wants() { case "$WANTED" in *" $1 "*) return 0 ;; esac; return 1; }

# Is one thing of the table here? One preprocessor call answers for a header wherever the compiler looks.
present() {
  case "$1" in
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    path:*)  # any one of several patterns
      for match in $(echo "${1#path:}" | tr ',' ' '); do [ -e "$match" ] && return 0; done
      return 1 ;;
    header:*)
      compiler=${CXX:-g++}
      command -v "$compiler" >/dev/null 2>&1 || return 1
      printf '#if !__has_include(<%s>)\n#error missing\n#endif\n' "${1#header:}" |
        "$compiler" -E -x c++ - >/dev/null 2>&1 ;;
  esac
}

apt_install() {
  root=""
  if [ "$(id -u)" != 0 ]; then root="sudo"; fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: missing: $*. Install what your distribution calls these Debian packages, then run make again." >&2
    exit 5
  fi
  if [ -n "$root" ] && ! { command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; then
    echo "setup: missing packages; ask somebody with root to run: apt-get install -y $*" >&2
    exit 5
  fi
  echo "setup: installing $*" >&2
  # The package lists may be older than the mirror: a first failure earns one update.
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 ||
    { $root apt-get update -q >/dev/null &&
      $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null; } ||
    { echo "setup: apt could not install them; see its words above, then try: apt-get install -y $*" >&2; exit 5; }
}

missing=""
for row in $NEEDS; do
  group=${row%%|*}; rest=${row#*|}; package=${rest%%|*}; probe=${rest#*|}
  if wants "$group" && ! present "$probe"; then missing="$missing $package"; fi
done
# shellcheck disable=SC2086
[ -z "$missing" ] || apt_install $missing
for row in $LIKES; do
  group=${row%%|*}; rest=${row#*|}; package=${rest%%|*}; probe=${rest#*|}
  if wants "$group" && ! present "$probe"; then
    (apt_install "$package") 2>/dev/null || echo "setup: goes on without $package" >&2
  fi
done

# An interpreter that can make a virtual environment and has headers to compile a module against.
usable_python() {
  for candidate in ${WINDTUNNEL_PYTHON:-} python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" - >/dev/null 2>&1 <<'PROBE'
import ensurepip, os, sys, sysconfig, venv
assert sys.version_info >= (3, 11)
assert os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))
PROBE
    then echo "$candidate"; return 0; fi
  done
  return 1
}

if wants python || wants wheel; then
  if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    python=$(usable_python) || { apt_install python3 python3-venv python3-dev; python=$(usable_python); } ||
      { echo "setup: no Python 3.11 or newer with venv and headers; set WINDTUNNEL_PYTHON to one" >&2; exit 5; }
    rm -rf .venv
    "$python" -m venv .venv
  fi
  lists=""
  if wants python; then lists="python/requirements.txt python/requirements-dev.txt"; fi
  if wants wheel; then lists="$lists python/requirements-wheel.txt"; fi
  if wants bench; then lists="$lists python/requirements-bench.txt"; fi
  for list in $lists; do
    stamp=".venv/$(basename "$list").done"
    cmp -s "$list" "$stamp" && continue
    echo "setup: installing $list into .venv" >&2
    .venv/bin/python -m pip install -q --disable-pip-version-check -r "$list" ||
      { echo "setup: pip could not install $list; is the package index within reach?" >&2; exit 5; }
    cp "$list" "$stamp"
  done
fi

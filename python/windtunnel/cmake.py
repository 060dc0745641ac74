"""`python -m windtunnel.cmake`: where find_package(Windtunnel) is found, for -DCMAKE_PREFIX_PATH."""

from __future__ import annotations

from pathlib import Path


def prefix() -> Path:
    """The folder that holds the package's headers, library and CMake files, where it was installed by pip."""
    return Path(__file__).parent


if __name__ == "__main__":
    print(prefix())

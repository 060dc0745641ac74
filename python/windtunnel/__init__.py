"""Windtunnel: describe a distributed cloud system, load it, break it, price it, and read what that does."""

from windtunnel import _core

__version__: str = _core.version()

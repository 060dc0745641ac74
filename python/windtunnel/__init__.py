"""Windtunnel: describe a distributed cloud system, load it, break it, price it, and read what that does.

    import windtunnel
    shop = windtunnel.load("example:quickstart")
    answer = windtunnel.run(shop)
    bigger = windtunnel.run(shop.with_({"tiers.app.each_region.replicas": 4}))
    answer.compare(bigger)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from windtunnel import _core
from windtunnel.comparison import Comparison
from windtunnel.estimates import Estimate
from windtunnel.knowledge import catalog, explain, metrics, models, schema
from windtunnel.problems import BrokenPromise, Problem, ScenarioError
from windtunnel.runs import Progress, Run, run
from windtunnel.scenario import Scenario, example_path, examples, load
from windtunnel.studies import Study, StudyProgress, StudyResult, load_study
from windtunnel.sweeps import Point, Sweep, sweep

if TYPE_CHECKING:
    from windtunnel import plot

__version__: str = _core.version()

__all__ = [
    "BrokenPromise",
    "Comparison",
    "Estimate",
    "Point",
    "Problem",
    "Progress",
    "Run",
    "Scenario",
    "ScenarioError",
    "Study",
    "StudyProgress",
    "StudyResult",
    "Sweep",
    "__version__",
    "catalog",
    "example_path",
    "examples",
    "explain",
    "load",
    "load_study",
    "metrics",
    "models",
    "plot",
    "run",
    "schema",
    "sweep",
]


def __getattr__(name: str) -> Any:
    # matplotlib takes half a second to import, and who asks for no picture shall not wait for it.
    if name == "plot":
        return importlib.import_module("windtunnel.plot")
    raise AttributeError(f"module 'windtunnel' has no attribute '{name}'")

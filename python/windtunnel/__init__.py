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

from windtunnel import _core, field
from windtunnel.analysis import Knee, Sensitivity, Surface, knee, pareto, response_surface, sensitivity
from windtunnel.comparison import Comparison
from windtunnel.conformance import Broken, conform
from windtunnel.estimates import Estimate
from windtunnel.frames import Frame, MixedVersions, concat
from windtunnel.knowledge import catalog, explain, metrics, models, schema
from windtunnel.made_studies import study
from windtunnel.orders import Order, StudyOrders, fly_order
from windtunnel.origins import Origin
from windtunnel.plugins import (
    Failure,
    KeyValues,
    Luck,
    Operation,
    Out,
    PluginError,
    Policy,
    Protocol,
    Question,
    ReplicaView,
    Reply,
    Sampler,
    Up,
    Workload,
    failure,
    policy,
    workload,
)
from windtunnel.parquet import export_parquet
from windtunnel.problems import BrokenPromise, ModelError, Problem, ScenarioError, StoreError
from windtunnel.reports import report
from windtunnel.rerun import Rerun, rerun
from windtunnel.runs import Progress, Run, run
from windtunnel.scenario import Scenario, example_path, examples, load
from windtunnel.sizing import Sizing, SizingProgress, size
from windtunnel.studies import Study, StudyProgress, StudyResult, load_study
from windtunnel.sweeps import Point, Sweep, sweep

if TYPE_CHECKING:
    from windtunnel import plot

__version__: str = _core.version()

__all__ = [
    "Broken",
    "BrokenPromise",
    "Comparison",
    "Estimate",
    "Failure",
    "Frame",
    "KeyValues",
    "Knee",
    "Luck",
    "MixedVersions",
    "ModelError",
    "Operation",
    "Order",
    "Origin",
    "Out",
    "PluginError",
    "Point",
    "Policy",
    "Problem",
    "Progress",
    "Protocol",
    "Question",
    "ReplicaView",
    "Reply",
    "Rerun",
    "Run",
    "Sampler",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Sizing",
    "SizingProgress",
    "StoreError",
    "Study",
    "StudyOrders",
    "StudyProgress",
    "StudyResult",
    "Surface",
    "Sweep",
    "Up",
    "Workload",
    "__version__",
    "catalog",
    "concat",
    "conform",
    "example_path",
    "examples",
    "explain",
    "export_parquet",
    "failure",
    "field",
    "fly_order",
    "knee",
    "load",
    "load_study",
    "metrics",
    "models",
    "pareto",
    "plot",
    "policy",
    "report",
    "rerun",
    "response_surface",
    "run",
    "schema",
    "sensitivity",
    "size",
    "study",
    "sweep",
    "workload",
]


def __getattr__(name: str) -> Any:
    # matplotlib takes half a second to import, and who asks for no picture shall not wait for it.
    if name == "plot":
        return importlib.import_module("windtunnel.plot")
    raise AttributeError(f"module 'windtunnel' has no attribute '{name}'")

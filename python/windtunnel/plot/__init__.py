"""Pictures of an answer, one function a figure; each returns its Axes (or Figure) for whoever wants to go on.

Every figure has units on its axes, its intervals drawn, colours that the colour-blind can tell apart (Okabe & Ito 2008)
with a second mark beside the colour, and in small print what it takes to make it again; its file carries that too, with
the data, for `windtunnel rerun FILE`. `plot.interactive` has the figures of studies as Altair charts of the same data.
"""

import importlib
from typing import Any

from windtunnel.plot.designs import differences, sweep_curve
from windtunnel.plot.flight import (
    bill,
    latency_by_phase,
    latency_distribution,
    timeline,
    utilisation,
    where_the_time_goes,
)
from windtunnel.plot.influences import tornado
from windtunnel.plot.pictures import save
from windtunnel.plot.studies import heat_map, knee, latency_by_load, pareto, response
from windtunnel.plot.trade_offs import cap, pacelc

__all__ = [
    "bill",
    "cap",
    "differences",
    "heat_map",
    "knee",
    "latency_by_load",
    "latency_by_phase",
    "latency_distribution",
    "pacelc",
    "pareto",
    "response",
    "save",
    "sweep_curve",
    "timeline",
    "tornado",
    "utilisation",
    "where_the_time_goes",
]


def __getattr__(name: str) -> Any:
    # Altair takes another half second.
    if name == "interactive":
        return importlib.import_module("windtunnel.plot.interactive")
    raise AttributeError(f"module 'windtunnel.plot' has no attribute '{name}'")

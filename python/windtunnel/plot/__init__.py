"""Pictures of an answer, one function a figure; each returns its Axes (or Figure) for whoever wants to go on.

Every figure has units on its axes, its intervals drawn, colours that the colour-blind can tell apart (Okabe & Ito 2008)
with a second mark beside the colour, and in small print what it takes to make it again.
"""

from windtunnel.plot.designs import differences, sweep_curve
from windtunnel.plot.flight import (
    bill,
    latency_by_phase,
    latency_distribution,
    timeline,
    utilisation,
    where_the_time_goes,
)
from windtunnel.plot.trade_offs import cap, pacelc

__all__ = [
    "bill",
    "cap",
    "differences",
    "latency_by_phase",
    "latency_distribution",
    "pacelc",
    "sweep_curve",
    "timeline",
    "utilisation",
    "where_the_time_goes",
]

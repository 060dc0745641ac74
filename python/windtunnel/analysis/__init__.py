"""What a study says beyond its tables: the Pareto front, knees, response surfaces, and what a figure depends on.

Every analysis starts from the replications of points that met the same luck, and every number it gives has an interval
or says why not. docs/analysis.md tells which one answers which question.
"""

from windtunnel.analysis.knees import Knee, knee
from windtunnel.analysis.pareto import pareto
from windtunnel.analysis.sensitivity import Sensitivity, sensitivity
from windtunnel.analysis.surfaces import Surface, response_surface

__all__ = ["Knee", "Sensitivity", "Surface", "knee", "pareto", "response_surface", "sensitivity"]

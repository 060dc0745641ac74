"""Libraries that only some analyses need: asked for when one is used, and named where it is missing.

Who flies scenarios needs neither SciPy nor Dask; `pip install 'windtunnel[analysis]'` brings what the analyses use.
"""

from __future__ import annotations

import importlib
from typing import Any

# What to install for a module, and the extra of pyproject.toml that brings it.
_PACKAGES = {
    "SALib": ("SALib", "analysis"),
    "sklearn": ("scikit-learn", "analysis"),
    "threadpoolctl": ("scikit-learn", "analysis"),
    "pyarrow": ("pyarrow", "frames"),
    "polars": ("polars", "frames"),
    "vl_convert": ("vl-convert-python", "analysis"),
    "distributed": ("dask[distributed]", "dask"),
    "dask_jobqueue": ("dask-jobqueue", "slurm"),
    "mpi4py": ("mpi4py", "mpi"),
    "ray": ("ray", "ray"),
}


def needed(name: str) -> Any:
    """A module of an optional library; ImportError that says what to type where it is not there."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package, extra = _PACKAGES[name.partition(".")[0]]
        if error.name is not None and error.name.partition(".")[0] != name.partition(".")[0]:
            raise  # the library is there, and something that it needs is not
        raise ImportError(f"this needs {package}: pip install 'windtunnel[{extra}]'", name=name) from None

"""Makes the README's picture again: PYTHONPATH=build/python .venv/bin/python docs/images/quickstart.py

Written beside this file, from scenarios/quickstart.json as it stands; the small print says which scenario, version and
seed it shows.
"""

from pathlib import Path

import windtunnel
from windtunnel import plot

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    shop = windtunnel.load(str(HERE.parents[1] / "scenarios" / "quickstart.json"))
    figure = plot.timeline(windtunnel.run(shop), "us-central1")
    figure.savefig(HERE / "quickstart.png", dpi=90, bbox_inches="tight")

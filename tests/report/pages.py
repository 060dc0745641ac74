"""Pages to look at, flown once for all tests, and a headless browser that notes whatever goes wrong in it.

The browser is the system's Chromium, driven by Playwright; where there is none the tests say so and are skipped
(`sh cmake/setup.sh test` installs it).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(os.environ.get("WINDTUNNEL_BUILD", ROOT / "build")).resolve() / "windtunnel"
# The shell without a browser's windows starts in a tenth of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER = next((path for name in BROWSERS if (path := shutil.which(name))), None)

# Of a machine on which much else is going on; a page is there in a fraction of a second.
PATIENCE_MS = 120_000

# A shop of two regions whose web replica dies; small enough to be flown in a second, with all that a page can show.
SHOP = {
    "windtunnel": 1,
    "title": "A shop </script><script>document.title='broken'</script> & <b>more</b>",
    "run": {"lasts": "3 min", "warm_up": "10 s", "replications": 8},
    "places": {"provider": "gcp", "regions": {"us-central1": ["a", "b"], "europe-west1": ["b", "c"]}},
    "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "between_zones": "0.8 ms"},
    "workload": {
        "shoppers": {
            "kind": "open",
            "rate": "60 /s",
            "origin": {"us-central1": 0.6, "europe-west1": 0.4},
            "deadline": "1 s",
            "retries": {"attempts": 1, "backoff": "50 ms", "timeout": "400 ms"},
            "classes": {
                "browse": {"share": 0.9, "path": ["web", "store"], "reply": "64 KiB"},
                "buy": {"share": 0.1, "path": ["web", "store"]},
            },
        }
    },
    "tiers": {
        "web": {
            "each_region": {"replicas": 2},
            "instance": "e2-standard-2",
            "service": {"kind": "lognormal", "p50": "20 ms", "p99": "120 ms"},
            "balancer": {"kind": "least_requests", "choices": 2, "prefer": "region"},
            "health_check": {"every": "1 s", "timeout": "500 ms", "fails": 2},
        },
        "store": {
            "each_region": {"replicas": 1},
            "instance": "n2-standard-2",
            "service": {"kind": "exponential", "mean": "4 ms"},
            "balancer": {"kind": "round_robin", "prefer": "region"},
        },
    },
    "faults": {"web_dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "60 s", "lasts": "40 s"}},
    "phases": {"before": ["10 s", "web_dies.start"], "during": ["web_dies.start", "web_dies.end"]},
    "costs": {"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30"},
    "expect": {
        "fast": {"metric": "latency_p99", "phase": "before", "at_most": "900 ms"},
        "rides_it_out": {"metric": "availability", "phase": "during", "at_least": 0.9},
        "too_cheap": {"metric": "cost_per_month", "at_most": "10 USD"},
    },
}

# Two protocols, with and without a cut: what CAP and PACELC are drawn of.
STUDY = {
    "windtunnel": 1,
    "title": "What a cut costs two protocols",
    "base": {
        "run": {"lasts": "40 s", "warm_up": "5 s"},
        "places": {"provider": "gcp", "regions": {"us-east4": ["a", "b", "c"]}},
        "network": {"kind": "constant", "latency": "2 ms"},
        "workload": {
            "people": {
                "kind": "open",
                "rate": "40 /s",
                "deadline": "1 s",
                "keys": {"kind": "zipf", "exponent": 0.99, "count": 20},
                "sessions": {"count": 5},
                "classes": {"read": {"share": 0.7, "path": ["store.read"]}, "write": {"share": 0.3, "path": ["store.write"]}},
            }
        },
        "tiers": {
            "store": {
                "replicas": {"us-east4/a": 1, "us-east4/b": 1, "us-east4/c": 1},
                "service": "100 us",
                "disk_sync": "1 ms",
                "replication": {"kind": "raft"},
            }
        },
        "faults": {
            "cut": {"kind": "partition", "target": {"tier": "store"}, "clients": "all", "at": "15 s", "lasts": "10 s", "enabled": False}
        },
        "phases": {"health": ["5 s", "cut.start"], "cut": ["cut.start", "cut.end"]},
    },
    "axes": {
        "protocol": {
            "variants": {
                "raft": {},
                "quorum_loose": {"tiers.store.replication": {"kind": "dynamo", "n": 3, "r": 1, "w": 1, "sloppy": True}},
            }
        },
        "fault": {"variants": {"none": {}, "halves": {"faults.cut": {"shape": "halves", "enabled": True}}}},
    },
    "replications": 6,
    "keep": [
        {"metric": "availability", "by": ["phase"]},
        {"metric": "latency_p50", "by": ["phase"]},
        {"metric": "stale_read_share", "by": ["phase"]},
        {"metric": "verdict_linearizability"},
    ],
    "compare": {"axis": "protocol", "against": "raft"},
}


def windtunnel(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], cwd=folder, capture_output=True, text=True, timeout=300)


@dataclass(frozen=True)
class Kept:
    """A folder of results and the page made of it."""

    folder: Path
    page: Path

    def load(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text())


def kept(place: Path, name: str, what: dict[str, Any] | Path, *words: str) -> Kept:
    if isinstance(what, Path):
        file = what
    else:
        file = place / f"{name}.json"
        file.write_text(json.dumps(what))
    verb = "sweep" if "axes" in json.loads(file.read_text()) else "run"
    flown = windtunnel(verb, str(file), "--out", str(place / "results"), "--quiet", *words)
    assert flown.returncode in (0, 1, 3), flown.stderr
    (folder,) = (each for each in (place / "results" / file.stem).iterdir() if each.is_dir())
    page = place / f"{name}.html"
    made = windtunnel("report", str(folder), "-o", str(page))
    assert made.returncode == 0, made.stderr
    return Kept(folder, page)


@dataclass
class Visit:
    """A page in a browser, and whatever went wrong with it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def values(self, selector: str) -> list[str]:
        """The exact values behind the figures that a part of the page prints."""
        found: list[str] = self.page.eval_on_selector_all(selector, "all => all.map(each => each.dataset.value)")
        return found

    def unfold(self) -> None:
        """Opens everything that is folded."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        self.page.wait_for_timeout(150)


def visit(browser: Browser, file: Path, scheme: str = "light", width: int = 1280, scripts: bool = True) -> Visit:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.set_default_navigation_timeout(PATIENCE_MS)
    seen = Visit(context.new_page())
    seen.page.on("console", lambda message: seen.wrong.append(f"{message.type}: {message.text}"))
    seen.page.on("pageerror", lambda error: seen.wrong.append(f"error: {error}"))
    seen.page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "data:")) else seen.wrong.append(f"asks for {request.url}"),
    )
    seen.page.goto(file.as_uri())
    if scripts:
        seen.page.wait_for_selector("html[data-ready=yes]", state="attached")
        seen.page.wait_for_function(
            "[...document.querySelectorAll('figure.chart .canvas, .stage')].every(each => each.childElementCount > 0)"
        )
    return seen

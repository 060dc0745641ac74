"""What the tests of the Python side are given: a small scenario that exercises every part of an answer."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

Command = Callable[..., "subprocess.CompletedProcess[str]"]

# Two regions, two classes, two tiers, a fault with phases, prices, and expectations of every verdict: every table of an
# answer has rows. 8 replications of 4 min at 40 /s are flown in about 0.1 s.
SHOP = """{
  "windtunnel": 1,
  "title": "A small shop whose zone dies",
  "run": {"lasts": "4 min", "warm_up": "10 s", "replications": 8, "seed": 7},
  "places": {"provider": "gcp", "regions": {"us-central1": ["a", "b"], "europe-west1": ["b"]}},
  "network": {"kind": "constant", "latency": "1 ms"},
  "workload": {
    "shoppers": {
      "kind": "open",
      "rate": "40 /s",
      "deadline": "1 s",
      "origin": {"us-central1": 0.6, "europe-west1": 0.4},
      "classes": {"browse": {"share": 0.9, "path": ["web", "store"]}, "buy": {"share": 0.1, "path": ["web", "store"]}}
    }
  },
  "tiers": {
    "web": {
      "each_region": {"replicas": 2},
      "instance": "e2-standard-2",
      "cores": 1,
      "service": {"kind": "exponential", "mean": "20 ms"}
    },
    "store": {"each_region": {"replicas": 1}, "cores": 4, "service": {"kind": "exponential", "mean": "5 ms"}}
  },
  "faults": {"zone_dies": {"kind": "zone_outage", "target": {"zone": "us-central1/a"}, "at": "2 min", "lasts": "30 s"}},
  "costs": {"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30"},
  "expect": {
    "fast": {"metric": "latency_p99", "phase": "before", "at_most": "500 ms"},
    "perfect": {"metric": "availability", "phase": "during", "at_least": 0.99999},
    "cheap": {"metric": "cost_per_month", "at_most": "5000 USD"}
  }
}
"""

"""A repository of thirty scenarios, small enough to be flown by the thousand, and what may happen to it.

`python make_repository.py FOLDER` writes it as a git repository with one commit on branch main. The tests write it and
change it: a slower service, another price, and changes that mean nothing, as a gate meets them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

Scenario = dict[str, Any]

# The prices of the one catalog that the scenarios with costs read.
PRICES = {"small": 0.05, "large": 0.21}

POLICIES = {
    "random": {"kind": "random"},
    "round_robin": {"kind": "round_robin"},
    "least_requests": {"kind": "least_requests", "choices": 2},
    "shortest": {"kind": "join_shortest_queue"},
    "idle": {"kind": "join_idle_queue"},
    "ewma": {"kind": "peak_ewma"},
    "hashing": {"kind": "consistent_hashing"},
    "maglev": {"kind": "maglev"},
}
LAWS = {
    "exponential": {"kind": "exponential", "mean": "10 ms"},
    "lognormal": {"kind": "lognormal", "p50": "8 ms", "p99": "40 ms"},
    "constant": {"kind": "constant", "value": "10 ms"},
    "uniform": {"kind": "uniform", "low": "5 ms", "high": "15 ms"},
}


def scenario(title: str, users: str, rate: str = "100 /s", lasts: str = "30 s") -> Scenario:
    """One tier of four replicas at a quarter of what they can carry; each kind below changes a thing or two."""
    return {
        "windtunnel": 1,
        "title": title,
        "run": {"lasts": lasts, "warm_up": "2 s", "replications": 10},
        "workload": {users: {"kind": "open", "rate": rate, "deadline": "1 s", "path": ["app"]}},
        "tiers": {"app": {"replicas": 4, "service": LAWS["exponential"]}},
        "expect": {
            "fast": {"metric": "latency_p99", "at_most": "250 ms"},
            "up": {"metric": "availability", "at_least": 0.98},
        },
    }


def scenarios(users: str = "users") -> dict[str, Scenario]:
    """By the name of their file. Another name of the users is another luck for the same law: a change that means
    nothing."""
    made: dict[str, Scenario] = {}
    for name, policy in POLICIES.items():
        made[f"balancer_{name}"] = each = scenario(f"Four replicas under {name}", users)
        each["tiers"]["app"]["balancer"] = policy
        if name in ("hashing", "maglev"):
            each["workload"][users]["keys"] = {"kind": "uniform", "low": 0, "high": 999}
    for name, law in LAWS.items():
        made[f"queue_{name}"] = each = scenario(f"One queue before {name} service", users, "60 /s", "40 s")
        each["tiers"]["app"].update({"replicas": 1, "cores": 2, "service": law})
    for name in ("lifo", "processor_sharing"):
        made[f"queue_{name}"] = each = scenario(f"One queue served as {name}", users, "60 /s", "40 s")
        each["tiers"]["app"].update({"replicas": 1, "queue": {"discipline": name}})
    for cores in (1, 4):
        made[f"cores_{cores}"] = each = scenario(f"{cores} cores behind one queue", users, f"{50 * cores} /s", "40 s")
        each["tiers"]["app"].update({"replicas": 1, "cores": cores})
    for tiers in (2, 3):
        made[f"chain_{tiers}"] = each = scenario(f"A chain of {tiers} tiers", users)
        names = ["web", "app", "data"][:tiers]
        each["tiers"] = {name: {"replicas": 4, "service": LAWS["lognormal"]} for name in names}
        each["workload"][users]["path"] = names
    for name, fault in {
        "outage": {"kind": "zone_outage", "target": {"zone": "east/a"}, "at": "10 s", "lasts": "5 s"},
        "crash": {"kind": "crash", "target": {"replica": "app-1"}, "at": "10 s", "lasts": "5 s"},
    }.items():
        made[f"fault_{name}"] = each = scenario(f"Something breaks: {name}", users)
        each["places"] = {"regions": {"east": ["a", "b"]}}
        each["workload"][users]["retries"] = {"attempts": 2, "backoff": "20 ms"}
        each["tiers"]["app"]["health_check"] = {"every": "1 s", "timeout": "500 ms", "fails": 1}
        each["faults"] = {"it": fault}
        each["expect"] = {"up": {"metric": "availability", "phase": "during", "at_least": 0.7}}
    for protocol in ("raft", "primary_backup"):
        made[f"store_{protocol}"] = each = scenario(f"Three members under {protocol}", users, "60 /s", "20 s")
        each["workload"][users].pop("path")
        each["workload"][users]["keys"] = {"kind": "uniform", "low": 0, "high": 19}
        each["workload"][users]["classes"] = {
            "read": {"share": 0.7, "path": ["store.read"]},
            "write": {"share": 0.3, "path": ["store.write"]},
        }
        each["tiers"] = {"store": {"replicas": 3, "service": "1 ms", "disk_sync": "1 ms", "replication": {"kind": protocol}}}
        each["expect"] = {
            "up": {"metric": "availability", "at_least": 0.9},
            "fresh": {"metric": "stale_read_share", "tier": "store", "at_most": 0.05},
        }
    for instance in PRICES:
        for replicas in (2, 4):
            made[f"cost_{instance}_{replicas}"] = each = scenario(f"{replicas} machines of kind {instance}", users)
            each["places"] = {"regions": {"east": ["a", "b"]}}
            each["tiers"]["app"].update({"replicas": replicas, "instance": instance})
            each["costs"] = {"instances": "catalog:prices/instances", "traffic": "catalog:prices/traffic"}
            each["expect"]["affordable"] = {"metric": "cost_per_month", "at_most": "700 USD"}
    for attempts in (1, 3):
        made[f"retries_{attempts}"] = each = scenario(f"{attempts} retries in a queue of six", users, "120 /s", "30 s")
        each["workload"][users]["retries"] = {"attempts": attempts, "backoff": "10 ms"}
        each["tiers"]["app"].update({"replicas": 2, "queue": {"length_max": 6}})
        each["expect"] = {"up": {"metric": "availability", "at_least": 0.8}}
    made["closed"] = each = scenario("Twenty clients that wait for each other", users)
    each["workload"] = {users: {"kind": "closed", "clients": 20, "think": "100 ms", "deadline": "1 s", "path": ["app"]}}
    made["rush"] = each = scenario("A rush in the middle", users, lasts="40 s")
    each["workload"][users]["rate"] = {"kind": "series", "shape": "rush.csv", "peak": "150 /s"}
    return made


def instance_csv(prices: dict[str, float]) -> str:
    head = "# title: Prices of the test\n# source: nobody\n# date: 2026-01-01\n# licence: CC0-1.0\n"
    rows = [f"{name},east,{2 if name == 'small' else 8},8,{price}" for name, price in prices.items()]
    return head + "\n".join(["instance,region,vcpu,memory_gib,on_demand_usd_h", *rows]) + "\n"


RUSH_CSV = """# title: A rush
# source: nobody
# date: 2026-01-01
# licence: CC0-1.0
second,requests_per_s
0,40
10,100
20,60
30,40
"""
TRAFFIC_CSV = """# title: Traffic of the test
# source: nobody
# date: 2026-01-01
# licence: CC0-1.0
kind,from,to,above_gib_month,usd_per_gib
internet,east,*,0,0.05
zones,east,east,0,0.01
"""


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", folder, *identity, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(folder: Path, made: dict[str, Scenario], prices: dict[str, float] | None = None) -> None:
    """The files of the repository, over what is there."""
    for name in ("designs", "catalog/prices"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "designs/rush.csv").write_text(RUSH_CSV)
    for name, content in made.items():
        (folder / "designs" / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")
    (folder / "catalog/prices/instances.csv").write_text(instance_csv(prices or PRICES))
    (folder / "catalog/prices/traffic.csv").write_text(TRAFFIC_CSV)


def make(folder: Path) -> list[str]:
    """The repository with its first commit; the names of its scenarios, relative to it."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, scenarios())
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The designs")
    return [f"designs/{name}.json" for name in scenarios()]


if __name__ == "__main__":
    print("\n".join(make(Path(sys.argv[1]))))

// A store of three members under Raft, and a crash of its leader that is switched off: what tests of stores
// in flight change a field or two of.
#pragma once

namespace windtunnel {

// Three members 10 ms apart, as far from the clients; a write is safe after exactly 1 ms; 100 requests a
// second, half of them writes, over ten keys.
inline constexpr const char* kThreeMembers = R"({
  "windtunnel": 1,
  "run": {"lasts": "40 s", "warm_up": "5 s"},
  "places": {"regions": {"here": ["a", "b", "c"]}},
  "network": {"kind": "constant", "latency": "10 ms"},
  "workload": {
    "w": {
      "kind": "open", "rate": "100 /s", "deadline": "2 s",
      "retries": {"attempts": 4, "backoff": "20 ms", "timeout": "400 ms"},
      "keys": {"kind": "uniform", "low": 0, "high": 9},
      "sessions": {"count": 20},
      "classes": {
        "read": {"share": 0.5, "path": ["store.read"]},
        "write": {"share": 0.5, "path": ["store.write"]}
      }
    }
  },
  "tiers": {
    "store": {
      "replicas": {"here/a": 1, "here/b": 1, "here/c": 1}, "cores": 4, "service": "1 us", "disk_sync": "1 ms",
      "health_check": {"every": "1 h"},
      "replication": {"kind": "raft"}
    }
  },
  "faults": {"strikes": {"kind": "crash", "enabled": false, "target": {"role": "leader"}, "at": "15 s", "lasts": "10 s"}}
})";

}  // namespace windtunnel

"""Models in Python: a scenario names their file, and from there on they are like ours; what is wrong is told as of ours."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
import windtunnel

EXAMPLES = Path(windtunnel.example_path("quickstart")).parent / "examples" / "plugins"

SHOP = """{
  "plugins": ["model.py"],
  "run": {"lasts": "20 s", "replications": 2},
  "workload": {"w": {"kind": "open", "rate": "40 /s", "path": ["web"], "keys": {"kind": "uniform", "low": 1, "high": 20}}},
  "tiers": {"web": {"replicas": 4, "service": "5 ms", "balancer": {"kind": "model"}}}
}"""

FIRST = """
    from windtunnel import Policy, field

    class Model(Policy):
        "Takes the n-th of those that are up."
        nth = field.whole(0, "Which one.", at_least=0, at_most=3)

        def pick(self, up, question, rng):
            return min(self.nth, len(up) - 1) if len(up) else None
"""


@pytest.fixture
def shop(tmp_path: Path) -> ShopMaker:
    return ShopMaker(tmp_path)


class ShopMaker:
    """Writes model.py and a scenario that names it; reads it with `changes`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, model: str, **changes: object) -> windtunnel.Scenario:
        (self.folder / "model.py").write_text(dedent(model))
        text = json.loads(SHOP)
        text.update(changes)
        (self.folder / "shop.json").write_text(json.dumps(text))
        return windtunnel.load(self.folder / "shop.json")

    def problem(self, model: str, **changes: object) -> windtunnel.Problem:
        with pytest.raises(windtunnel.ScenarioError) as caught:
            self(model, **changes)
        (problem,) = caught.value.problems
        return problem


def fly(scenario: windtunnel.Scenario, **options: int) -> windtunnel.Run:
    return windtunnel.run(scenario, progress=False, **options)


# ---- policies


def test_a_policy_decides_where_requests_go(shop: ShopMaker) -> None:
    for nth in range(3):
        run = fly(shop(FIRST).with_({"tiers.web.balancer.nth": nth}))
        visits = run.stations.set_index("replica")["visits"]
        assert list(visits > 0) == [index == nth for index in range(4)]


def test_a_policy_is_read_and_printed_like_ours(shop: ShopMaker) -> None:
    scenario = shop(FIRST)
    assert scenario.resolved["tiers"]["web"]["balancer"] == {
        "kind": "model", "nth": 0, "prefer": "region", "spill": True,
    }
    assert scenario.plugins["models"].tolist() == [["load_balancing model"]]
    file = str(shop.folder / "model.py")
    row = windtunnel.models("load_balancing", plugins=[file]).set_index("name").loc["model"]
    assert row["meaning"] == "Takes the n-th of those that are up." and row["engines"] == ["native"]
    assert '"model"' in json.dumps(windtunnel.schema(plugins=[file]))
    assert "model" not in windtunnel.models("load_balancing")["name"].tolist()


def test_a_wrong_field_is_a_problem_with_the_nearest_name(shop: ShopMaker) -> None:
    with pytest.raises(windtunnel.ScenarioError) as caught:
        shop(FIRST).with_({"tiers.web.balancer": {"kind": "model", "nht": 2}})
    assert [(each.code, each.nearest) for each in caught.value.problems] == [("WT007", "nth")]
    with pytest.raises(windtunnel.ScenarioError, match="from 0 to 3"):
        shop(FIRST).with_({"tiers.web.balancer.nth": 4})


def test_the_file_is_part_of_the_hash(shop: ShopMaker) -> None:
    first = shop(FIRST)
    assert shop(FIRST).hash == first.hash
    assert shop(FIRST + "\n    # a word").hash != first.hash


def test_a_plugin_may_be_given_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(dedent(FIRST))
    text = json.loads(SHOP)
    del text["plugins"]
    (tmp_path / "shop.json").write_text(json.dumps(text))
    with pytest.raises(windtunnel.ScenarioError, match="WT012"):
        windtunnel.load(tmp_path / "shop.json")
    scenario = windtunnel.load(tmp_path / "shop.json", plugins=[tmp_path / "model.py"])
    assert scenario.with_({"tiers.web.balancer.nth": 1}).plugins.shape == (1, 3)


def test_a_policy_may_be_a_function(shop: ShopMaker) -> None:
    run = fly(
        shop("""
            from windtunnel import field, policy

            @policy(choices=field.whole(4, "How many to look at."))
            def model(up, question, rng, choices):
                "The least busy of a few."
                return min((rng.below(len(up)) for _ in range(choices)), key=up.in_flight) if len(up) else None
        """)
    )
    assert run.failures == [] and (run.stations["visits"] > 0).all()


def test_a_policy_is_told_what_became_of_its_requests(shop: ShopMaker) -> None:
    """Every answer comes back once: what was sent and has not ended is what is in flight, to the request."""
    run = fly(
        shop("""
            from windtunnel import Policy

            class Model(Policy):
                "Counts by itself what is in flight, and checks it."
                def __init__(self):
                    self.flying = {}
                def sent(self, replica, now_ns):
                    self.flying[replica] = self.flying.get(replica, 0) + 1
                def finished(self, replica, now_ns, latency_ns, ok):
                    assert latency_ns > 0 and ok
                    self.flying[replica] -= 1
                def pick(self, up, question, rng):
                    for each in up:
                        assert each.in_flight == self.flying.get(each.replica, 0)
                    return question.key % len(up)
        """)
    )
    assert run.failures == []


def test_replications_have_fresh_objects_and_the_same_luck(shop: ShopMaker) -> None:
    model = """
        from windtunnel import Policy

        class Model(Policy):
            "At random."
            def pick(self, up, question, rng):
                return rng.below(len(up))
    """
    once, again = fly(shop(model)), fly(shop(model), jobs=2)
    assert once.summary_json == again.summary_json
    ours = fly(shop(model).with_({"tiers.web.balancer": {"kind": "random"}}))
    assert once.fingerprints["routing"] == ours.fingerprints["routing"], "the same draws from the same stream"


# ---- what a model must not do


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return random.randrange(len(up))", "a second run of the same seed differs, first in event "),
        ("return time.perf_counter_ns() % len(up)", "a second run of the same seed differs"),
        ("COUNT.append(1); return len(COUNT) % len(up)", "a second run of the same seed differs"),
        ("return len(up)", "pick() answered 4, expected an index into `up`, from 0 to 3"),
        ("return -1", "pick() answered -1, expected an index"),
        ("return 'web-1'", "pick() answered 'web-1', expected an index"),
        ("return None", "answered None, expected a replica: 4 are up"),
        ("return up[9].replica", "IndexError: index 9 of 4"),
        ("return 1 // 0", "ZeroDivisionError"),
        ("KEPT.append(rng); return KEPT[0].below(4)", "luck is lent for a call and was kept"),
    ],
)
def test_a_mistake_ends_the_run_with_its_place(shop: ShopMaker, body: str, said: str) -> None:
    scenario = shop(f"""
        import random, time
        from windtunnel import Policy
        COUNT, KEPT = [], []

        class Model(Policy):
            "Does what it must not."
            def pick(self, up, question, rng):
                {body}
    """)
    with pytest.raises(windtunnel.ModelError) as caught:
        fly(scenario)
    assert said in str(caught.value)
    assert "seed" in str(caught.value) and "simulated time" in str(caught.value)


def test_a_traceback_names_the_line_of_the_plugin_and_none_of_ours(shop: ShopMaker) -> None:
    scenario = shop("""
        from windtunnel import Policy

        class Model(Policy):
            "Fails."
            def pick(self, up, question, rng):
                return self.missing
    """)
    with pytest.raises(windtunnel.ModelError) as caught:
        fly(scenario)
    text = str(caught.value)
    assert "load_balancing model: pick() raised" in text and "Traceback" in text
    assert 'model.py", line 7, in pick' in text and "return self.missing" in text
    assert "windtunnel/plugins.py" not in text


def test_luck_is_lent_for_a_call(shop: ShopMaker) -> None:
    scenario = shop("""
        from windtunnel import Policy

        class Model(Policy):
            "Keeps its luck."
            def __init__(self):
                self.luck = None
            def members_changed(self, up):
                if self.luck is not None:
                    self.luck.next()
            def pick(self, up, question, rng):
                self.luck = rng
                return 0
    """, faults={"f": {"kind": "crash", "target": {"replica": "web-2"}, "at": "5 s"}})
    scenario = scenario.with_({"tiers.web.health_check": {"every": "500 ms", "timeout": "100 ms", "fails": 1}})
    with pytest.raises(windtunnel.ModelError, match="luck is lent for a call and was kept"):
        fly(scenario)


# ---- what can not be loaded


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("def pick(:", "SyntaxError"),
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
        ("x = 1", "which brings no model"),
        ("from windtunnel import Policy\nclass Model(Policy):\n    'Means.'", "Model has no pick()"),
        ("from windtunnel import Policy\nclass Model(Policy):\n    def pick(self, up, question, rng): return 0", "says no meaning"),
        ("from windtunnel import Policy\nclass Random(Policy):\n    'M.'\n    def pick(self, up, question, rng): return 0", "a second load_balancing"),
        ("from windtunnel import Policy, field\nclass Model(Policy):\n    'M.'\n    prefer = field.flag(True, 'P.')\n    def pick(self, up, question, rng): return 0", "prefer"),
        ("from windtunnel import Policy, field\nclass Model(Policy):\n    'M.'\n    hold = field.duration(5, 'H.')\n    def pick(self, up, question, rng): return 0", "default 5"),
    ],
)
def test_a_file_that_is_wrong_is_a_problem(shop: ShopMaker, model: str, found: str) -> None:
    with pytest.raises(windtunnel.ScenarioError) as caught:
        shop(model)
    problem = caught.value.problems[0]
    assert problem.code == "WT031" and problem.path == "plugins.0"
    assert found in problem.found, problem.found


def test_a_file_that_is_not_there_has_its_nearest_name(shop: ShopMaker) -> None:
    with pytest.raises(windtunnel.ScenarioError) as caught:
        shop(FIRST, plugins=["mdoel.py"])
    problem = caught.value.problems[0]
    assert (problem.code, problem.nearest) == ("WT021", "model.py")


def test_a_module_beside_it_is_refused(shop: ShopMaker) -> None:
    (shop.folder / "neighbour_of_a_plugin.py").write_text("VALUE = 1\n")
    model = f"import sys\nsys.path.insert(0, {str(shop.folder)!r})\nimport neighbour_of_a_plugin\n" + dedent(FIRST)
    with pytest.raises(windtunnel.ScenarioError, match="no part of its hash"):
        shop(model)


# ---- workloads and failures


def test_a_workload_says_when_requests_come(shop: ShopMaker) -> None:
    """One every 250 ms from 250 ms on, for 20 s: 79 before the end, whatever the seed."""
    model = """
        from windtunnel import Workload, field

        class Model(Workload):
            "Ticks."
            every = field.duration("250 ms", "Between two.", more_than="0 s")
            def next(self, previous_ns, number, rng):
                return previous_ns + self.every
            def per_second(self):
                return 1e9 / self.every
    """
    balancer = {"web": {"replicas": 4, "service": "5 ms"}}
    run = fly(shop(model, workload={"w": {"kind": "model", "path": ["web"]}}, tiers=balancer))
    assert int(run.latency["count"].sum()) == 2 * 79
    scenario = run.scenario.with_({"workload.w.every": "500 ms"})
    assert int(fly(scenario).latency["count"].sum()) == 2 * 39


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("previous_ns - 1 if number == 3 else previous_ns + 1000", "no time before that of the request before"),
        ("0.5", "answered 0.5, expected a time in whole nanoseconds"),
        ("True", "answered True"),
    ],
)
def test_a_workload_that_says_no_time_is_told(shop: ShopMaker, answer: str, said: str) -> None:
    model = f"""
        from windtunnel import Workload

        class Model(Workload):
            "Ticks."
            def next(self, previous_ns, number, rng):
                return {answer}
    """
    scenario = shop(model, workload={"w": {"kind": "model", "path": ["web"]}}, tiers={"web": {"replicas": 1, "service": "1 ms"}})
    with pytest.raises(windtunnel.ModelError, match=said):
        fly(scenario)


def test_a_generator_is_a_workload(shop: ShopMaker) -> None:
    model = """
        from windtunnel import field, workload

        @workload(law=field.distribution({"kind": "exponential", "mean": "100 ms"}, "Between two."))
        def model(rng, law):
            "A Poisson process, and it ends after 50."
            now = 0
            for _ in range(50):
                now += round(law(rng) * 1e9)
                yield now
    """
    scenario = shop(model, workload={"w": {"kind": "model", "path": ["web"]}}, tiers={"web": {"replicas": 1, "service": "1 ms"}})
    run = fly(scenario)
    assert int(run.latency["count"].sum()) == 100
    assert fly(scenario).summary_json == run.summary_json


def test_a_failure_source_says_who_dies_and_how_long(shop: ShopMaker) -> None:
    """Replica n dies after n + 1 s, for 2 s, once: up 18 of 20 s each."""
    model = """
        from windtunnel import Failure

        class Model(Failure):
            "Each once."
            def next(self, unit, now_ns, rng):
                return ((unit + 1) * 10**9, 2 * 10**9) if now_ns == 0 else None
    """
    scenario = shop(
        model, faults={"f": {"kind": "model", "target": {"tier": "web"}}}, tiers={"web": {"replicas": 4, "service": "5 ms"}}
    )
    run = fly(scenario)
    assert run.stations["up_s"].tolist() == pytest.approx([18.0] * 4)


def test_a_generator_is_a_failure_source(shop: ShopMaker) -> None:
    model = """
        from windtunnel import failure, field

        @failure(speed=0.5, down=False, every=field.duration("4 s", "From one to the next."))
        def model(unit, rng, every):
            "Slow now and then."
            while True:
                yield every, 10**9
    """
    scenario = shop(
        model, faults={"f": {"kind": "model", "target": {"tier": "web"}}}, tiers={"web": {"replicas": 1, "service": "5 ms"}}
    )
    slow = fly(scenario).metric("latency_mean").value
    assert fly(scenario.with_({"faults.f.enabled": False})).metric("latency_mean").value < slow


def test_a_failure_source_that_is_wrong_is_told(shop: ShopMaker) -> None:
    model = """
        from windtunnel import Failure

        class Model(Failure):
            "Wrong."
            together = "rak"
            def next(self, unit, now_ns, rng):
                return None
    """
    faults = {"f": {"kind": "model", "target": {"tier": "web"}}}
    tiers = {"web": {"replicas": 1, "service": "5 ms"}}
    with pytest.raises(windtunnel.ScenarioError, match="together 'rak', expected one of"):
        shop(model, faults=faults, tiers=tiers)
    with pytest.raises(windtunnel.ModelError, match="after_ns, lasts_ns"):
        fly(shop(model.replace('"rak"', '"zone"').replace("return None", "return (5, 0)"), faults=faults, tiers=tiers))


# ---- protocols


def test_a_protocol_in_python_keeps_a_store() -> None:
    run = windtunnel.run(windtunnel.load(EXAMPLES / "primary_copy.json"), replications=2, progress=False)
    assert run.failures == [] and run.verdict == "holds", str(run)


def test_what_is_sent_is_copied() -> None:
    """A message that is changed after it was sent, and one that its receiver changes, change nothing anywhere else."""
    text = (EXAMPLES / "primary_copy.py").read_text()
    assert windtunnel.conform(EXAMPLES / "primary_copy.py", schedules=60) == []
    mutating = text.replace(
        'out.send(copy, ("change", slot, [operation]))',
        'sent = [operation]; out.send(copy, ("change", slot, sent)); sent.clear()',
    ).replace("_, first, operations = message", "_, first, operations = message[0], message[1], list(message[2]); message[2].clear()")
    assert mutating.count("sent.clear()") == 1 and mutating.count("message[2].clear()") == 1


@pytest.mark.parametrize(
    ("right", "wrong", "broken"),
    [
        ("            out.persist({slot: operation})\n            out.apply", "            out.apply", "linearizability|order|progress|agreement|validity|convergence"),
        ("max(self.copied[sender], message[1])", "len(self.log)", "convergence"),
        ("        reply, changed = self.data.apply(operation, slot)\n", "        reply, changed = self.data.apply(operation, slot)\n        if operation.session == 2: raise KeyError(slot)\n", "failure"),
    ],
)
def test_conform_finds_a_planted_mistake_and_tells_it_briefly(tmp_path: Path, right: str, wrong: str, broken: str) -> None:
    text = (EXAMPLES / "primary_copy.py").read_text()
    assert right in text
    (tmp_path / "mistaken.py").write_text(text.replace(right, wrong, 1))
    (found,) = windtunnel.conform(tmp_path / "mistaken.py", schedules=300)
    assert found.property in broken.split("|"), found
    assert 0 < len(found.story) < 80, str(found)


def test_a_protocol_says_what_it_can_not_be() -> None:
    class_ = "class Model(Protocol):\n    'M.'\n    operations = ('reed',)\n"
    methods = "".join(
        f"    def {name}: pass\n"
        for name in ("start(self, out)", "restart(self, s, out)", "on_message(self, s, m, out)", "on_command(self, o, out)", "contents(self)")
    )
    with pytest.raises(windtunnel.PluginError, match="did you mean read"):
        _models("from windtunnel import Protocol\n" + class_ + methods)


def _models(source: str) -> object:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.py"
        file.write_text(source)
        return windtunnel.models(plugins=[file])


# ---- conformance


def test_the_examples_keep_their_promises() -> None:
    for file in sorted(EXAMPLES.glob("*.py")):
        assert windtunnel.conform(file, schedules=40) == [], file.name


def test_conform_tells_the_shortest_schedule(tmp_path: Path) -> None:
    (tmp_path / "eager.py").write_text(
        "from windtunnel import Policy\nclass Eager(Policy):\n    'Eager.'\n"
        "    def pick(self, up, question, rng): return 2 if len(up) else None\n"
    )
    (found,) = windtunnel.conform(tmp_path / "eager.py")
    assert (found.kind, found.name, found.property) == ("load_balancing", "eager", "NeverFails")
    assert "answered 2" in found.what and len(found.story) <= 3


def test_a_study_takes_plugins(tmp_path: Path, shop: ShopMaker) -> None:
    shop(FIRST)
    (tmp_path / "study.json").write_text(
        json.dumps({"base": "shop.json", "axes": {"nth": {"path": "tiers.web.balancer.nth", "values": [0, 1]}}, "replications": 1})
    )
    result = windtunnel.load_study(tmp_path / "study.json").run(progress=False, jobs=2)
    assert [point["state"] for point in result.summary["points"]] == ["flown", "flown"]

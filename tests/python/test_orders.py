"""Studies that other processes fly: orders and reports as bytes, workers that die, a store that keeps what came."""

from __future__ import annotations

import json
import os
import pickle
import signal
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import pytest
import windtunnel
from given import SHOP
from windtunnel.orders import Order, StudyOrders


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> windtunnel.Study:
    folder = tmp_path_factory.mktemp("studies")
    (folder / "shop.json").write_text(SHOP)
    text = {
        "windtunnel": 1,
        "base": "shop.json",
        "axes": {
            "replicas": {"path": "tiers.web.each_region.replicas", "values": [1, 2]},
            "load": {"sample": {"kind": "sobol", "points": 4, "over": {
                "rate": {"path": "workload.shoppers.rate", "from": "20 /s", "to": "60 /s", "scale": "log"}}}},
        },
        "replications": 3,
        "keep": [{"metric": "availability"}, {"metric": "latency_mean"}],
        "rank": [{"metric": "latency_mean", "along": ["replicas"]}],
    }  # fmt: skip
    (folder / "small.json").write_text(json.dumps(text))
    return windtunnel.load_study(folder / "small.json")


@pytest.fixture(scope="module")
def at_home(study: windtunnel.Study) -> windtunnel.StudyResult:
    return study.run(progress=False)


def fly_all(orders: StudyOrders, workers: int = 2) -> None:
    """The loop of docs/studies.md; a pool whose worker died is replaced, and what it had is lost."""
    context = get_context("spawn")
    flying: dict[Future[bytes], Order] = {}
    pool = ProcessPoolExecutor(workers, context)
    try:
        while not orders.finished:
            try:
                for order in orders.take(4, 2) if len(flying) < 4 else []:
                    flying[pool.submit(windtunnel.fly_order, order.task)] = order
                for landed in wait(flying, timeout=0.2, return_when=FIRST_COMPLETED).done:
                    orders.report(flying[landed], landed.result())
                    del flying[landed]
            except BrokenProcessPool:
                pool.shutdown()
                pool = ProcessPoolExecutor(workers, context)
                for order in flying.values():
                    orders.lose(order)
                flying.clear()
    finally:
        pool.shutdown(cancel_futures=True)


def test_a_pool_of_processes_says_the_same_bytes(study: windtunnel.Study, at_home: windtunnel.StudyResult) -> None:
    orders = study.orders()
    fly_all(orders)
    assert orders.in_the_air == 0
    result = orders.finish()
    assert result.summary_json == at_home.summary_json
    assert result._raw.tables() == at_home._raw.tables()
    assert not result.interrupted


def test_orders_and_reports_can_be_pickled(study: windtunnel.Study) -> None:
    orders = study.orders()
    (order,) = orders.take(1, 3)
    again = pickle.loads(pickle.dumps(order))
    assert again == order and order.id.startswith("0.0+3.")
    report = pickle.loads(pickle.dumps(windtunnel.fly_order(again.task)))
    assert isinstance(report, bytes)
    orders.report(again, report)
    assert orders.in_the_air == 0 and not orders.finished
    assert orders.progress.points_done == 1


def test_what_was_reported_is_in_the_store(
    study: windtunnel.Study, at_home: windtunnel.StudyResult, tmp_path: Path
) -> None:
    store = tmp_path / "study.sqlite"
    orders = study.orders(store=store)
    for order in orders.take(5, 2):
        orders.report(order, windtunnel.fly_order(order.task))
    some = orders.finish()
    assert some.interrupted and 0 < some.replications_flown < 24
    # Whoever drives next, and how, takes it from there.
    rest = study.run(store=store, progress=False)
    assert rest.replications_kept == some.replications_flown
    assert rest.summary_json == at_home.summary_json
    orders = study.orders(store=store)
    assert orders.take(1) == [] and orders.finished
    assert orders.finish().summary_json == at_home.summary_json
    assert study.run(store=store, kept=True, progress=False).summary_json == at_home.summary_json


def suicide(task: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_an_order_whose_worker_died_is_handed_out_again(study: windtunnel.Study, at_home: windtunnel.StudyResult) -> None:
    orders = study.orders()
    (order,) = orders.take(1)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, pytest.raises(BrokenProcessPool):
        pool.submit(suicide, order.task).result()
    orders.lose(order)
    while not orders.finished:
        for each in orders.take(8):
            orders.report(each, windtunnel.fly_order(each.task))
    assert orders.finish().summary_json == at_home.summary_json


def test_what_is_no_report_is_told_and_the_order_stays_open(study: windtunnel.Study) -> None:
    orders = study.orders()
    (order,) = orders.take(1)
    with pytest.raises(RuntimeError, match="what came back is no report"):
        orders.report(order, b"something else")
    assert orders.take(1) == [order]
    with pytest.raises(RuntimeError, match="no order of a study"):
        orders.report(order, windtunnel.fly_order(b"something else"))


def test_a_file_that_is_no_store_is_told(study: windtunnel.Study, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("replicas\n3\n" * 100)
    for wrong in (lambda file: study.run(store=file, progress=False), lambda file: study.orders(store=file)):
        with pytest.raises(windtunnel.StoreError, match="data.csv: is no store of a study"):
            wrong(tmp_path / "data.csv")
    with pytest.raises(windtunnel.StoreError, match="expected a store that is there"):
        study.run(store=tmp_path / "none.sqlite", kept=True, progress=False)


def test_what_a_sample_varies_is_a_column(study: windtunnel.Study, at_home: windtunnel.StudyResult) -> None:
    assert study.columns == ["replicas", "load", "rate"]
    rates = study.points["rate"]
    assert all(20 <= float(rate.split()[0]) <= 60 and rate.endswith(" /s") for rate in rates)
    assert rates.nunique() == 4
    assert list(at_home.frame.columns[:4]) == ["point", "replicas", "load", "rate"]
    assert list(at_home.points["rate"]) == list(rates)


def test_rankings_say_which_points_may_be_the_best(at_home: windtunnel.StudyResult) -> None:
    rankings = at_home.rankings
    assert rankings["ranking"].nunique() == 4 and (rankings["candidates"] == 2).all()
    assert set(rankings["verdict"]) <= {"best", "may be best", "not best"}
    best = rankings[rankings["verdict"] != "not best"]
    assert best["ranking"].nunique() == 4, "some point is the best"


def test_parquet_holds_the_frames_and_what_makes_them_again(at_home: windtunnel.StudyResult, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    files = at_home.save_parquet(tmp_path / "made")
    assert [file.name for file in files] == [f"{name}.parquet" for name in ("metrics", "points", "comparisons", "rankings")]
    table = parquet.read_table(files[0])
    assert table.to_pandas().equals(at_home.frame)
    assert table.schema.metadata[b"study_hash"].decode() == at_home.hash
    assert table.schema.metadata[b"command"].decode() == at_home.command

"""`windtunnel export`: every format read by somebody who reads it for a living, and what is refused.

Prometheus' own parser and `promtool`, OpenTelemetry's protocol buffers, Perfetto's trace processor, Grafana's
foundation SDK and pyarrow are asked, each where it is installed; the first four are in the test requirements.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command import MM1, OUTAGE, ROOT, Outcome, windtunnel

RAFT = "scenarios/examples/raft.json"
FORMATS = ("openmetrics", "grafana", "otlp", "chrome", "shiviz", "parquet")
# A minute of the example, whose zone dies at its middle.
SHORT = ("--every", "10s")


def export(source: str, name: str, *words: str, folder: Path = ROOT) -> str:
    outcome = windtunnel("export", source, "--format", name, "-o", "-", *words, folder=folder)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


@pytest.fixture(scope="module")
def outage_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was kept."""
    out = tmp_path_factory.mktemp("results")
    outcome = windtunnel("run", OUTAGE, "--quiet", "--replications", "2", "--out", str(out))
    assert outcome.returncode in (0, 1, 3), outcome.stderr
    (folder,) = (out / "outage").iterdir()
    return folder


@pytest.fixture(scope="module")
def metrics_text(outage_run: Path) -> str:
    return export(str(outage_run), "openmetrics", *SHORT)


def test_formats_are_told() -> None:
    told = windtunnel("export", "--formats").stdout
    assert re.findall(r"^(\w+)  \S", told, re.MULTILINE) == list(FORMATS)


# --- OpenMetrics ---


def test_openmetrics_is_read_by_prometheus_own_parser(metrics_text: str, outage_run: Path) -> None:
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    families = {family.name: family for family in parser.text_string_to_metric_families(metrics_text)}
    assert families["windtunnel_requests"].type == "counter"
    assert families["windtunnel_request_duration_seconds"].type == "histogram"
    # What the last scrape has counted is what the replication's own cells have: requests meant to be sent.
    last: dict[tuple[str, ...], float] = {}
    for sample in families["windtunnel_requests_sent"].samples:
        last[tuple(sample.labels.values())] = sample.value
    timeline = (outage_run / "summary.json").read_text()
    assert json.loads(timeline)["requests"] > 0
    assert sum(last.values()) > 0


def test_openmetrics_counts_what_the_run_counted(metrics_text: str) -> None:
    """Ended, by outcome, over requests of both: none ends twice, and none of the sent is forgotten but what is in flight."""
    def last(name: str) -> float:
        values: dict[str, float] = {}
        for labels, value in re.findall(rf"^{name}_total\{{(.*)\}} (\S+) \S+$", metrics_text, re.MULTILINE):
            values[labels] = float(value)
        return sum(values.values())

    sent, ended = last("windtunnel_requests_sent"), last("windtunnel_requests")
    assert 0 <= sent - ended < 0.01 * sent


def test_openmetrics_becomes_a_database_of_prometheus(metrics_text: str, tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    text = tmp_path / "run.om.txt"
    text.write_text(metrics_text)
    made = subprocess.run([promtool, "tsdb", "create-blocks-from", "openmetrics", str(text), str(tmp_path / "db")], capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    dump = subprocess.run([promtool, "tsdb", "dump", str(tmp_path / "db")], capture_output=True, text=True).stdout
    assert 'windtunnel_requests_total{class="users"' in dump.replace('__name__="windtunnel_requests_total", ', "windtunnel_requests_total") or "windtunnel_requests_total" in dump


# --- Grafana ---


def test_dashboard_is_one_of_grafanas(outage_run: Path) -> None:
    board = json.loads(export(str(outage_run), "grafana", *SHORT))
    models = pytest.importorskip("grafana_foundation_sdk.models.dashboard")
    read = models.Dashboard.from_json(board)
    assert read.title == board["title"] and read.schema_version == 38
    assert len(read.panels) == 8 and all(panel.type_val == "timeseries" for panel in read.panels)


def test_dashboard_asks_for_series_that_are_there(outage_run: Path, metrics_text: str) -> None:
    board = json.loads(export(str(outage_run), "grafana", *SHORT))
    asked = {name for panel in board["panels"] for target in panel["targets"] for name in re.findall(r"windtunnel_\w+", target["expr"])}
    there = set(re.findall(r"^(windtunnel_\w+)\{", metrics_text, re.MULTILINE))
    assert len(asked) >= 8 and asked <= there


def test_queries_of_the_dashboard_are_promql(outage_run: Path, tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed")
    board = json.loads(export(str(outage_run), "grafana"))
    rules = [{"record": f"panel:{panel['id']}:{target['refId']}", "expr": target["expr"]} for panel in board["panels"] for target in panel["targets"]]
    file = tmp_path / "rules.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    checked = subprocess.run([promtool, "check", "rules", str(file)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


# --- OTLP ---


def as_protobuf_json(node: Any) -> Any:
    """OTLP's JSON writes ids in hexadecimal where protobuf's own would have base64 (OTLP 1.x, "JSON Protobuf Encoding")."""
    if isinstance(node, dict):
        return {
            key: base64.b64encode(bytes.fromhex(value)).decode() if key in ("traceId", "spanId", "parentSpanId") else as_protobuf_json(value)
            for key, value in node.items()
        }
    return [as_protobuf_json(each) for each in node] if isinstance(node, list) else node


def test_spans_are_what_collectors_take(outage_run: Path) -> None:
    service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
    from google.protobuf import json_format

    text = export(str(outage_run), "otlp", "--requests", "50")
    request = json_format.ParseDict(as_protobuf_json(json.loads(text)), service.ExportTraceServiceRequest())
    spans = [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
    by_id = {(span.trace_id, span.span_id): span for span in spans}
    assert len(by_id) == len(spans)
    assert len({span.trace_id for span in spans}) == 50
    assert all(len(span.trace_id) == 16 and len(span.span_id) == 8 for span in spans)
    for span in spans:
        assert span.start_time_unix_nano <= span.end_time_unix_nano
        assert not span.parent_span_id or (span.trace_id, span.parent_span_id) in by_id
    names = {attribute.value.string_value for resource in request.resource_spans for attribute in resource.resource.attributes if attribute.key == "service.name"}
    assert names == {"users", "web", "app", "store"}


# --- Chrome ---


def test_trace_is_read_by_perfetto(outage_run: Path, tmp_path: Path) -> None:
    """Perfetto's trace processor is fetched by its package on first use; without a network this is not asked."""
    perfetto = pytest.importorskip("perfetto.trace_processor")
    file = tmp_path / "run.trace.json"
    file.write_text(export(str(outage_run), "chrome", "--requests", "50"))
    try:
        processor = perfetto.TraceProcessor(trace=str(file))
    except Exception as error:  # noqa: BLE001: whatever the download or the child process says
        pytest.skip(f"no trace processor: {error}")
    try:
        slices = {row.name: row.count for row in processor.query("select name, count(*) as count from slice group by name")}
        (errors,) = processor.query("select coalesce(sum(value), 0) as count from stats where severity = 'error'")
    finally:
        processor.close()
    assert sum(slices.values()) >= 50 and errors.count == 0


def test_trace_keeps_the_rules_of_the_format(outage_run: Path) -> None:
    trace = json.loads(export(str(outage_run), "chrome", "--requests", "50"))
    open_slices: dict[tuple[str, str], int] = {}
    for event in trace["traceEvents"]:
        assert {"ph", "name", "pid", "tid"} <= event.keys()
        assert event["ph"] == "M" or event["ts"] >= 0
        if event["ph"] in "be":
            at = (event["cat"], event["id"])
            open_slices[at] = open_slices.get(at, 0) + (1 if event["ph"] == "b" else -1)
    assert sum(event["ph"] == "b" and event["cat"] == "request" for event in trace["traceEvents"]) == 50
    assert set(open_slices.values()) == {0}


# --- ShiViz ---


def test_log_is_read_by_the_parser_that_shiviz_is_given() -> None:
    log = export(RAFT, "shiviz", "--to", "2s")
    parser = re.compile(r"(?P<event>.*)\n(?P<host>\S*) (?P<clock>{.*})\n")
    events = list(parser.finditer(log))
    assert "".join(match.group(0) for match in events) == log
    for match in events:
        assert json.loads(match["clock"])[match["host"]] >= 1


# --- Parquet ---


def test_tables_as_parquet_are_the_tables(outage_run: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    outcome = windtunnel("export", str(outage_run), "--format", "parquet", "-o", str(tmp_path / "tables"))
    assert outcome.returncode == 0, outcome.stderr
    manifest = json.loads((outage_run / "manifest.json").read_text())
    there = {file.stem for file in outage_run.glob("*.csv")}
    assert {file.stem for file in (tmp_path / "tables").iterdir()} == there >= {"metrics", "timeline", "latency"}
    for name in there:
        table = parquet.read_table(tmp_path / "tables" / f"{name}.parquet")
        lines = (outage_run / f"{name}.csv").read_text().splitlines()
        assert table.column_names == lines[0].split(",") and table.num_rows == len(lines) - 1
        assert table.schema.metadata[b"windtunnel.hash"].decode() == manifest["scenario_hash"]
    metrics = parquet.read_table(tmp_path / "tables" / "metrics.parquet").to_pandas()
    assert metrics["value"].dtype == float and (metrics["phase"] == "").any()


def test_parquet_is_of_runs_that_were_kept(tmp_path: Path) -> None:
    outcome = windtunnel("export", MM1, "--format", "parquet", "-o", str(tmp_path / "tables"))
    assert outcome.returncode == 2 and "expected a folder that `windtunnel run` left" in outcome.stderr
    assert not (tmp_path / "tables").exists()


# --- what is refused, and how it ends ---


def complaint(*words: str) -> str:
    outcome: Outcome = windtunnel("export", *words)
    assert outcome.returncode == 2 and outcome.stdout == ""
    return outcome.stderr


def test_wrong_words_earn_a_line(tmp_path: Path) -> None:
    out = ("-o", str(tmp_path / "x"))
    assert "did you mean chrome?" in complaint(MM1, "--format", "chrom", *out)
    assert "there are openmetrics, grafana, otlp, chrome, shiviz and parquet" in complaint(MM1, "--format", "xyzzy", *out)
    assert "no tier of this scenario is a store" in complaint(MM1, "--format", "shiviz", *out)
    assert "--tier is for formats of stores" in complaint(MM1, "--format", "otlp", "--tier", "server", *out)
    assert "--to: found 1s, expected" in complaint(MM1, "--format", "otlp", "--from", "2s", "--to", "1s", *out)
    assert "--every: found 0s" in complaint(MM1, "--format", "openmetrics", "--every", "0s", *out)
    assert "--starts: found noon" in complaint(MM1, "--format", "otlp", "--starts", "noon", *out)
    assert "has no manifest.json" in complaint(str(tmp_path), "--format", "otlp", *out)
    assert "is a study" in complaint("scenarios/studies/replicas.json", "--format", "otlp", *out)
    assert not (tmp_path / "x").exists()


def test_a_run_that_is_not_the_kept_one_is_not_told(outage_run: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    shutil.copytree(outage_run, forged)
    manifest = json.loads((forged / "manifest.json").read_text())
    manifest["replications"][0]["fingerprints"]["metrics"] = "0" * 16
    (forged / "manifest.json").write_text(json.dumps(manifest))
    outcome = windtunnel("export", str(forged), "--format", "otlp", "-o", "-")
    assert outcome.returncode == 5 and outcome.stdout == "" and "another version" in outcome.stderr
    manifest["scenario"]["run"]["lasts"] = "11 min"
    (forged / "manifest.json").write_text(json.dumps(manifest))
    assert "its hash is" in complaint(str(forged), "--format", "otlp", "-o", "-")
    (forged / "manifest.json").write_text('{"windtunnel": ')
    assert "is no manifest" in complaint(str(forged), "--format", "otlp", "-o", "-")


def test_settings_are_for_scenarios(outage_run: Path) -> None:
    assert "--set is for scenarios" in complaint(str(outage_run), "--format", "otlp", "--set", "run.seed=2", "-o", "-")


def test_a_scenario_tells_the_same_as_its_run(outage_run: Path) -> None:
    """A run is a function of scenario, seed and version; the folder adds nothing but the proof."""
    for name in ("openmetrics", "otlp", "chrome", "grafana"):
        assert export(str(outage_run), name, "--requests", "5", *SHORT) == export(OUTAGE, name, "--requests", "5", *SHORT)


def test_an_unwritable_place_is_said() -> None:
    outcome = windtunnel("export", MM1, "--format", "grafana", "-o", "/nowhere/at/all.json")
    assert outcome.returncode == 5 and "could not be written" in outcome.stderr

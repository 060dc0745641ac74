"""What Python says there is to know is what the command says."""

from __future__ import annotations

import json

import jsonschema
import pytest
import windtunnel
from given import Command


def test_models_are_the_command_s(command: Command) -> None:
    frame = windtunnel.models()
    printed = json.loads(command("models", "--json").stdout)
    assert {kind: list(group["name"]) for kind, group in frame.groupby("kind")} == {
        kind: [entry["name"] for entry in entries] for kind, entries in printed.items()
    }
    policies = windtunnel.models("load_balancing").set_index("name")
    assert "least_requests" in policies.index
    assert "A-LBN" in policies.loc["least_requests", "validated_by"]
    with pytest.raises(LookupError, match="did you mean load_balancing"):
        windtunnel.models("load_balacing")


def test_metrics_are_the_command_s(command: Command) -> None:
    printed = json.loads(command("metrics", "--json").stdout)
    frame = windtunnel.metrics().rename(columns={"metric": "name"})
    assert frame[["name", "unit", "scope", "lower_is_better", "meaning", "counts", "estimator"]].to_dict("records") == [
        {key: entry[key] for key in ("name", "unit", "scope", "lower_is_better", "meaning", "counts", "estimator")}
        for entry in printed
    ]


def test_tables_come_with_source_date_and_licence() -> None:
    everything = windtunnel.catalog()
    assert {"gcp/rtt/2020-06-02", "gcp/instances/2026-07-30"} <= set(everything["table"])
    assert (everything[["date", "source", "licence"]] != "").all().all()
    times = windtunnel.catalog("catalog:gcp/rtt/2020-06-02")
    assert times["rtt_ms"].dtype == float and times["from"].dtype == "str"
    assert len(times) == everything.set_index("table").loc["gcp/rtt/2020-06-02", "rows"]
    assert times.attrs["date"] == "2020-06-02" and times.attrs["licence"]
    with pytest.raises(LookupError, match="did you mean gcp/rtt/2020-06-02"):
        windtunnel.catalog("gcp/rtt/2020-06-03")


def test_examples_are_valid_by_the_schema() -> None:
    schema = windtunnel.schema()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    for name in windtunnel.examples():
        validator(schema).validate(json.loads(windtunnel.example_path(name).read_text()))
    with pytest.raises(jsonschema.ValidationError):
        validator(schema).validate({"windtunnel": 1, "tiers": {"web": {"replicsa": 1}}})


def test_codes_are_explained(command: Command) -> None:
    assert windtunnel.explain("WT007") + "\n" == command("explain", "WT007").stdout
    with pytest.raises(LookupError, match="did you mean WT0"):
        windtunnel.explain("WT099")

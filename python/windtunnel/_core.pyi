"""
The compiled half of windtunnel; import windtunnel instead.
"""
from __future__ import annotations
import collections.abc
import typing
__all__: list[str] = ['BrokenPromise', 'Catalog', 'Entry', 'Flown', 'Metric', 'Problem', 'Progress', 'Reading', 'Scenario', 'Study', 'StudyFlown', 'StudyProgress', 'StudyReading', 'Table', 'codes', 'compare', 'explain', 'fly', 'fly_study', 'metrics', 'nearest', 'read_file', 'read_study', 'read_text', 'version', 'write_folder']
class BrokenPromise(RuntimeError):
    pass
class Entry:
    """
    One model of the catalog.
    """
    @property
    def engines(self) -> list[str]:
        ...
    @property
    def leaves_out(self) -> str:
        ...
    @property
    def meaning(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def validated_by(self) -> list[str]:
        ...
class Table:
    """
    A data table, every cell as text.
    """
    def __len__(self) -> int:
        ...
    def cells(self, column: typing.SupportsInt | typing.SupportsIndex) -> list[str]:
        """
        One column, by its index.
        """
    @property
    def columns(self) -> list[str]:
        ...
    @property
    def date(self) -> str:
        ...
    @property
    def licence(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
class Catalog:
    """
    Every model and table there is; a value.
    """
    def __init__(self, folder: str = '') -> None:
        """
        Tables in `folder` stand before the built-in ones.
        """
    def entries(self, kind: str) -> list[Entry]:
        ...
    def kinds(self) -> list[str]:
        ...
    def page(self, kind: str, name: str) -> str:
        """
        The reference page of one model, as Markdown; empty for none.
        """
    def schema(self) -> str:
        ...
    def table(self, name: str) -> Table | None:
        """
        The table of that name; None when it is not there or cannot be read.
        """
    def table_names(self) -> list[str]:
        ...
class Metric:
    """
    One metric of the closed list.
    """
    def show(self, value: typing.SupportsFloat | typing.SupportsIndex) -> str:
        """
        A value in the metric's unit as people read it.
        """
    @property
    def counts(self) -> str:
        ...
    @property
    def estimator(self) -> str:
        ...
    @property
    def lower_is_better(self) -> bool:
        ...
    @property
    def meaning(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def scope(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
class Problem:
    """
    One thing that is wrong with a scenario.
    """
    @property
    def code(self) -> str:
        ...
    @property
    def column(self) -> int:
        ...
    @property
    def expected(self) -> str:
        ...
    @property
    def file(self) -> str:
        ...
    @property
    def found(self) -> str:
        ...
    @property
    def line(self) -> int:
        ...
    @property
    def nearest(self) -> str:
        ...
    @property
    def path(self) -> str:
        ...
class Scenario:
    """
    A scenario that was read and planned.
    """
    def changed(self, changes: collections.abc.Sequence[tuple[str, str]], catalog: Catalog) -> Reading:
        """
        The same scenario with other values; each change is a path and a value in JSON.
        """
    @property
    def annotated(self) -> str:
        """
        The whole scenario, each value with where it came from.
        """
    @property
    def file(self) -> str:
        ...
    @property
    def hash(self) -> str:
        ...
    @property
    def lasts_s(self) -> float:
        ...
    @property
    def phases(self) -> list[tuple[str, float, float]]:
        """
        Each phase's name, start and end in seconds.
        """
    @property
    def replications(self) -> int:
        ...
    @property
    def resolved_json(self) -> str:
        ...
    @property
    def seed(self) -> int:
        ...
    @property
    def timed_faults(self) -> list[tuple[str, float, float]]:
        """
        Each timed fault's name, start and end in seconds.
        """
    @property
    def title(self) -> str:
        ...
    @property
    def warm_up_s(self) -> float:
        ...
class Reading:
    """
    What reading gives: a scenario, or problems.
    """
    @property
    def problems(self) -> list[Problem]:
        ...
    @property
    def scenario(self) -> Scenario | None:
        ...
    @property
    def text(self) -> str:
        """
        The problems as the command prints them.
        """
class Progress:
    """
    How far a run is.
    """
    @property
    def events(self) -> int:
        ...
    @property
    def replications_done(self) -> int:
        ...
    @property
    def replications_wanted(self) -> int:
        ...
    @property
    def seconds(self) -> float:
        ...
    @property
    def simulated_share(self) -> float:
        ...
class Flown:
    """
    What was flown, and its answer.
    """
    def answer_text(self, command: str) -> str:
        """
        The answer as `windtunnel run` prints it; `command` makes it again.
        """
    def manifest_json(self, at: str, host: str, command: str, threads: typing.SupportsInt | typing.SupportsIndex) -> str:
        ...
    def summary_json(self) -> str:
        """
        The object that `windtunnel run --json` prints.
        """
    def tables(self) -> list[tuple[str, str]]:
        """
        Each table's file name and CSV text.
        """
    @property
    def broken_promise(self) -> bool:
        ...
    @property
    def failures(self) -> list[str]:
        ...
    @property
    def interrupted(self) -> bool:
        ...
    @property
    def out_of_budget(self) -> bool:
        ...
    @property
    def replications(self) -> int:
        ...
    @property
    def seconds(self) -> float:
        ...
    @property
    def seed(self) -> int:
        ...
class StudyProgress:
    """
    How far a study is.
    """
    @property
    def events(self) -> int:
        ...
    @property
    def points_all(self) -> int:
        ...
    @property
    def points_done(self) -> int:
        ...
    @property
    def seconds(self) -> float:
        ...
    @property
    def share(self) -> float:
        ...
class Study:
    """
    A study that was read, with its points.
    """
    def select(self, selection: str) -> tuple[list[int], str]:
        """
        The points that a selection names, or none and why.
        """
    @property
    def axes(self) -> list[tuple[str, list[str]]]:
        """
        Each axis: its name, and its values as JSON.
        """
    @property
    def compares(self) -> str | None:
        """
        The axis along which points are compared.
        """
    @property
    def file(self) -> str:
        ...
    @property
    def points(self) -> list[list[int]]:
        """
        Each point: which value of each axis.
        """
    @property
    def title(self) -> str:
        ...
    @property
    def unplanned(self) -> list[str]:
        """
        Of each point why it can not be planned; empty where it can.
        """
class StudyReading:
    """
    What reading gives: a study, or problems.
    """
    @property
    def problems(self) -> list[Problem]:
        ...
    @property
    def study(self) -> Study | None:
        ...
    @property
    def text(self) -> str:
        """
        The problems as the command prints them.
        """
class StudyFlown:
    """
    The points that were flown.
    """
    def manifest_json(self, sets: collections.abc.Sequence[str], at: str, host: str, command: str) -> str:
        ...
    def summary_json(self) -> str:
        """
        The object that `windtunnel sweep --json` prints.
        """
    def tables(self) -> list[tuple[str, str]]:
        """
        Each table's file name and CSV text.
        """
    def text(self, command: str) -> str:
        """
        The answer as `windtunnel sweep` prints it; `command` makes it again.
        """
    @property
    def hash(self) -> str:
        ...
    @property
    def interrupted(self) -> bool:
        ...
    @property
    def out_of_budget(self) -> bool:
        ...
    @property
    def seconds(self) -> float:
        ...
def codes() -> list[str]:
    ...
def compare(a: Flown, b: Flown, matters: typing.SupportsFloat | typing.SupportsIndex) -> tuple[str, str]:
    """
    b against a: the object that `--json` prints, and the text.
    """
def explain(code: str) -> str:
    """
    What a code means and what to write instead; empty for a code that does not exist.
    """
def fly(scenario: Scenario, seed: typing.SupportsInt | typing.SupportsIndex, replications: typing.SupportsInt | typing.SupportsIndex, jobs: typing.SupportsInt | typing.SupportsIndex, budget_s: typing.SupportsFloat | typing.SupportsIndex | None, progress: typing.Any) -> Flown:
    """
    Flies with the GIL released; jobs 0 means as many threads as there are cores.
    """
def fly_study(study: Study, points: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], replications: typing.SupportsInt | typing.SupportsIndex | None, jobs: typing.SupportsInt | typing.SupportsIndex, budget_s: typing.SupportsFloat | typing.SupportsIndex | None, progress: typing.Any) -> StudyFlown:
    """
    Flies with the GIL released; jobs 0 means as the study says.
    """
def metrics() -> list[Metric]:
    ...
def nearest(name: str, candidates: collections.abc.Sequence[str]) -> str:
    """
    The candidate that was perhaps meant; empty when none is near.
    """
def read_file(file: str, catalog: Catalog) -> Reading:
    ...
def read_study(file: str, sets: collections.abc.Sequence[str], catalog: Catalog) -> StudyReading:
    ...
def read_text(text: str, name: str, catalog: Catalog) -> Reading:
    ...
def version() -> str:
    """
    The version of the VERSION file.
    """
def write_folder(parent: str, name: str, files: collections.abc.Sequence[tuple[str, str]]) -> str:
    """
    Writes a folder whole or not at all; answers where it stands.
    """

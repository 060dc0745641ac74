"""
The compiled half of windtunnel; import windtunnel instead.
"""
from __future__ import annotations
import collections.abc
import typing
__all__: list[str] = ['BrokenPromise', 'Catalog', 'Entry', 'Flown', 'KeyValues', 'Luck', 'Metric', 'Operation', 'OrderPilot', 'Out', 'Problem', 'Progress', 'Question', 'Reading', 'ReplicaView', 'Reply', 'Sampler', 'Scenario', 'SizingProgress', 'SizingReading', 'Store', 'Study', 'StudyFlown', 'StudyOrders', 'StudyProgress', 'StudyReading', 'Table', 'Up', 'codes', 'command', 'compare', 'conform', 'explain', 'fly', 'fly_study', 'metrics', 'nearest', 'open_store', 'operation_kinds', 'page_of', 'read_file', 'read_study', 'read_study_text', 'read_text', 'record', 'results_version', 'size', 'student_t_quantile', 'study_columns', 'version', 'write_folder']
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
    def __init__(self, folder: str = '', plugins: collections.abc.Sequence[str] = []) -> None:
        """
        Tables in `folder` stand before the built-in ones; every scenario read with it has the `plugins`.
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
    def whole(self) -> tuple[Catalog, str]:
        """
        With the models of its plug-ins, for who reads no scenario; and what is wrong with those.
        """
    @property
    def asked(self) -> list[str]:
        """
        The plug-ins that every scenario read with it has.
        """
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
    def plugins(self) -> list[tuple[str, str, list[str]]]:
        """
        Each plug-in's name, hash and models.
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
    def model_failed(self) -> bool:
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
class SizingProgress:
    """
    How far a search is.
    """
    @property
    def flown(self) -> int:
        ...
    @property
    def seconds(self) -> float:
        ...
    @property
    def value(self) -> str:
        ...
    @property
    def values_seen(self) -> int:
        ...
class SizingReading:
    """
    What a search gives: an answer, or problems.
    """
    @property
    def json(self) -> str:
        """
        What `windtunnel size --json` prints; "" where there are problems.
        """
    @property
    def problems(self) -> list[Problem]:
        ...
    @property
    def problems_text(self) -> str:
        ...
    @property
    def text(self) -> str:
        ...
class Store:
    """
    A file that keeps the replications of studies.
    """
    def close(self) -> None:
        """
        Commits what is left. Nothing may use the store after that.
        """
    def count(self) -> int:
        """
        How many replications it has.
        """
    @property
    def file(self) -> str:
        ...
    @property
    def trouble(self) -> str:
        """
        Why it can keep nothing more; empty as long as it can.
        """
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
    @property
    def share_kept(self) -> float:
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
    def asked(self) -> list[str]:
        """
        The plug-ins that its points have beside those that they name.
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
    def sampled(self) -> list[tuple[str, str, list[str]]]:
        """
        What samples vary: the axis, a name, and its values as JSON by value of the axis.
        """
    @property
    def tables(self) -> list[tuple[str, str, str]]:
        """
        Each table that points are read with: name, date, hash.
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
    def exit_code(self) -> int:
        """
        What the command's exit says.
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
    def replications_flown(self) -> int:
        """
        Now, and not before.
        """
    @property
    def replications_kept(self) -> int:
        """
        Taken from the store.
        """
    @property
    def seconds(self) -> float:
        ...
    @property
    def store_trouble(self) -> str:
        """
        Why the store could keep nothing more; empty if it could.
        """
class Luck:
    """
    The stream of random numbers that a model may draw from while it is called.
    """
    def below(self, n: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        Uniform in 0 .. n - 1.
        """
    def chance(self, probability: typing.SupportsFloat | typing.SupportsIndex) -> bool:
        """
        True with this probability.
        """
    def choice(self, items: collections.abc.Sequence) -> typing.Any:
        """
        One of the items of a sequence, each as likely.
        """
    def exponential(self, mean: typing.SupportsFloat | typing.SupportsIndex) -> float:
        """
        Exponential with this mean, in the mean's unit.
        """
    def next(self) -> int:
        """
        64 random bits.
        """
    def uniform(self) -> float:
        """
        Uniform in (0, 1).
        """
class ReplicaView:
    """
    A replica as a balancer knows it.
    """
    @property
    def in_flight(self) -> int:
        """
        This balancer's own requests that are not answered.
        """
    @property
    def replica(self) -> int:
        """
        Its number, the same through the whole run.
        """
    @property
    def weight(self) -> float:
        ...
class Up:
    """
    The replicas that a balancer believes to be up, in the order of their numbers.
    """
    def __getitem__(self, index: typing.SupportsInt | typing.SupportsIndex) -> ReplicaView:
        ...
    def __len__(self) -> int:
        ...
    def in_flight(self, index: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        As `up[index].in_flight`, for less.
        """
    def replica(self, index: typing.SupportsInt | typing.SupportsIndex) -> int:
        ...
    def weight(self, index: typing.SupportsInt | typing.SupportsIndex) -> float:
        ...
class Question:
    """
    What a balancer is asked.
    """
    @property
    def key(self) -> int:
        """
        A hash of what the request is about: user, session, item.
        """
    @property
    def now_ns(self) -> int:
        ...
class Sampler:
    """
    A distribution that a scenario chose.
    """
    def __call__(self, luck: Luck) -> float:
        """
        One draw; of times in seconds.
        """
    @property
    def mean(self) -> float:
        ...
class Operation:
    """
    What a client asks of a replicated store.
    """
    def __eq__(self, arg0: Operation) -> bool:
        ...
    def __getstate__(self) -> tuple[int, int, int, int, int, int, int]:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, kind: str, key: typing.SupportsInt | typing.SupportsIndex, value: typing.SupportsInt | typing.SupportsIndex | None = None, expected: typing.SupportsInt | typing.SupportsIndex | None = None, bytes: typing.SupportsInt | typing.SupportsIndex = 0, session: typing.SupportsInt | typing.SupportsIndex = 0, number: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def bytes(self) -> int:
        ...
    @property
    def expected(self) -> int | None:
        ...
    @property
    def key(self) -> int:
        ...
    @property
    def kind(self) -> str:
        """
        read, write, cas, add, read_counter, insert, remove, read_set, append or read_list.
        """
    @property
    def number(self) -> int:
        """
        Of its session, from 1; a retry has the same.
        """
    @property
    def reads(self) -> bool:
        ...
    @property
    def session(self) -> int:
        ...
    @property
    def value(self) -> int | None:
        ...
class Reply:
    """
    What a client is told.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Reply) -> bool:
        ...
    @property
    def elements(self) -> list[int]:
        ...
    @property
    def number(self) -> int:
        ...
    @property
    def session(self) -> int:
        ...
    @property
    def status(self) -> str:
        """
        ok, refused, not_leader, rejected or unknown.
        """
    @property
    def value(self) -> int | None:
        ...
    @property
    def version(self) -> int:
        """
        Of the key: that was read, or that the write made.
        """
class KeyValues:
    """
    Keys, their versions, and the last answer of each session: the state machine of a log.
    """
    __hash__: typing.ClassVar[None] = None
    def __deepcopy__(self, memo: dict) -> KeyValues:
        ...
    def __eq__(self, arg0: KeyValues) -> bool:
        ...
    def __init__(self) -> None:
        ...
    def apply(self, operation: Operation, version: typing.SupportsInt | typing.SupportsIndex) -> tuple[Reply, bool]:
        """
        Applies it, or answers again what its session has asked before: the reply, and whether data changed.
        """
    def contents(self) -> list[tuple[int, int, int | None]]:
        """
        Every key that was written, ascending: (key, version, value).
        """
    def read(self, operation: Operation) -> Reply:
        ...
    def version(self, key: typing.SupportsInt | typing.SupportsIndex) -> int:
        """
        Of the last change of the key; 0 before the first.
        """
class Out:
    """
    Where a core writes what it wants done; carried out in the order persist, send, arm, apply, reply.
    """
    def answer(self, reply: Reply) -> None:
        """
        The same with a reply that is there, as KeyValues gives it.
        """
    def apply(self, operation: Operation, version: typing.SupportsInt | typing.SupportsIndex, value: typing.SupportsInt | typing.SupportsIndex | None = None, slot: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        """
        The member's state machine has taken this; `slot` is its place in the log, from 1.
        """
    def arm(self, timer: str, at_least_ns: typing.SupportsInt | typing.SupportsIndex, at_most_ns: typing.SupportsInt | typing.SupportsIndex | None = None) -> None:
        """
        The driver draws when it fires; a timer that is armed is moved.
        """
    def disarm(self, timer: str) -> None:
        ...
    def persist(self, items: typing.Any) -> None:
        """
        To stable storage, before anything of this call or a later one is sent, applied or replied; None takes an item away.
        """
    def reply(self, operation: Operation, status: str = 'ok', value: typing.SupportsInt | typing.SupportsIndex | None = None, version: typing.SupportsInt | typing.SupportsIndex = 0, leader: typing.SupportsInt | typing.SupportsIndex | None = None, elements: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex] = []) -> None:
        """
        To whoever asked this member.
        """
    def send(self, to: typing.SupportsInt | typing.SupportsIndex, message: typing.Any) -> None:
        """
        To another member; the message is copied.
        """
    @property
    def luck(self) -> int:
        """
        64 random bits, the same all call long.
        """
    @property
    def now_ns(self) -> int:
        """
        What the member's own clock says.
        """
class StudyOrders:
    """
    A study whose replications others fly, as orders.
    """
    def __init__(self, study: Study, points: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], replications: typing.SupportsInt | typing.SupportsIndex | None, store: Store | None, retry_failed: bool) -> None:
        ...
    def finish(self, out_of_budget: bool = False) -> StudyFlown:
        """
        What came of it, at the end or so far; whether time was up then.
        """
    def lose(self, id: str) -> None:
        """
        Whoever had this order is gone: it is handed out again.
        """
    def report(self, id: str, report: bytes) -> str:
        """
        Takes a report; says why it could not, and then the order is open again.
        """
    def take(self, most: typing.SupportsInt | typing.SupportsIndex, replications: typing.SupportsInt | typing.SupportsIndex) -> list[tuple[str, bytes]]:
        """
        Up to `most` orders of at most so many replications each: id and bytes.
        """
    @property
    def finished(self) -> bool:
        ...
    @property
    def in_the_air(self) -> int:
        ...
    @property
    def progress(self) -> StudyProgress:
        ...
class OrderPilot:
    """
    Carries orders out; one for each thread.
    """
    def __init__(self, catalog: Catalog) -> None:
        ...
    def carry_out(self, order: str) -> bytes:
        """
        The report, as bytes, whatever happens.
        """
def codes() -> list[str]:
    ...
def command(words: collections.abc.Sequence[str]) -> int:
    """
    Runs `windtunnel` with these words, its own name first; answers the exit code.
    """
def compare(a: Flown, b: Flown, matters: typing.SupportsFloat | typing.SupportsIndex) -> tuple[str, str]:
    """
    b against a: the object that `--json` prints, and the text.
    """
def conform(file: str, name: str, sets: collections.abc.Sequence[str], seed: typing.SupportsInt | typing.SupportsIndex, schedules: typing.SupportsInt | typing.SupportsIndex, members: typing.SupportsInt | typing.SupportsIndex, catalog: Catalog) -> tuple[list[tuple[str, str, str, str, int, list[str], str]], str]:
    """
    The conformance suite over the models of the catalog's last plug-in.
    """
def explain(code: str) -> str:
    """
    What a code means and what to write instead; empty for a code that does not exist.
    """
def fly(scenario: Scenario, seed: typing.SupportsInt | typing.SupportsIndex, replications: typing.SupportsInt | typing.SupportsIndex, jobs: typing.SupportsInt | typing.SupportsIndex, budget_s: typing.SupportsFloat | typing.SupportsIndex | None, progress: typing.Any) -> Flown:
    """
    Flies with the GIL released; jobs 0 means as many threads as there are cores.
    """
def fly_study(study: Study, points: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], replications: typing.SupportsInt | typing.SupportsIndex | None, jobs: typing.SupportsInt | typing.SupportsIndex, budget_s: typing.SupportsFloat | typing.SupportsIndex | None, store: Store | None, retry_failed: bool, only_kept: bool, progress: typing.Any) -> StudyFlown:
    """
    Flies with the GIL released; jobs 0 means as the study says.
    """
def metrics() -> list[Metric]:
    ...
def nearest(name: str, candidates: collections.abc.Sequence[str]) -> str:
    """
    The candidate that was perhaps meant; empty when none is near.
    """
def open_store(file: str, fresh: bool) -> tuple[Store, str]:
    """
    A store, or none and what is wrong with the file.
    """
def operation_kinds() -> list[str]:
    ...
def page_of(folder: str) -> tuple[str, str]:
    """
    The page of a folder of results; or none, and the text of its problems.
    """
def read_file(file: str, catalog: Catalog) -> Reading:
    ...
def read_study(file: str, sets: collections.abc.Sequence[str], catalog: Catalog) -> StudyReading:
    ...
def read_study_text(text: str, name: str, sets: collections.abc.Sequence[str], catalog: Catalog) -> StudyReading:
    """
    The same from memory; relative names start from the folder of `name`.
    """
def read_text(text: str, name: str, catalog: Catalog) -> Reading:
    ...
def record(flown: Flown, from_s: typing.SupportsFloat | typing.SupportsIndex | None, to_s: typing.SupportsFloat | typing.SupportsIndex | None) -> list[tuple[str, str]]:
    """
    Flies the first replication once more and answers the files of its record.
    """
def results_version() -> int:
    """
    Raised by whoever changes what some scenario and seed give.
    """
def size(scenario: Scenario, catalog: Catalog, vary: str, values: collections.abc.Sequence[str] | None, want: str, expect: collections.abc.Sequence[str], precision: typing.SupportsFloat | typing.SupportsIndex, jobs: typing.SupportsInt | typing.SupportsIndex, budget_s: typing.SupportsFloat | typing.SupportsIndex | None, store: str, progress: typing.Any) -> SizingReading:
    ...
def student_t_quantile(p: typing.SupportsFloat | typing.SupportsIndex, degrees_of_freedom: typing.SupportsFloat | typing.SupportsIndex) -> float:
    """
    Below it lies the share p of Student's t.
    """
def study_columns(flown: StudyFlown) -> dict:
    """
    A row a point and figure, as arrays: point, replications, mean, low, high; about and words are numbers into abouts (metric, unit, and what tells it apart) and remarks (lack, verdict); values[first[i] : first[i + 1]] are row i's by replication.
    """
def version() -> str:
    """
    The version of the VERSION file.
    """
def write_folder(parent: str, name: str, files: collections.abc.Sequence[tuple[str, str]]) -> str:
    """
    Writes a folder whole or not at all; answers where it stands.
    """

"""A load-balancing policy in Python: who came before goes where it went before."""

from windtunnel import Luck, Policy, Question, Up, field


class Sticky(Policy):
    """Keeps each key with the replica that took it first, until that one is gone or the key was idle for too long."""

    source = "HAProxy's stick tables and their `expire`; a newcomer goes to the less busy of a few (Mitzenmacher 2001)"
    leaves_out = "A table that is full, and tables that balancers share."

    hold = field.duration("30 s", "How long a key is remembered after its last request.", more_than="0 s")
    choices = field.whole(2, "How many replicas to look at for a key that is not known.", at_least=1, at_most=64)

    def __init__(self) -> None:
        self.homes: dict[int, tuple[int, int]] = {}  # by key: the replica, and when it was last asked
        self.places: dict[int, int] = {}  # by replica: its index among those that are up

    def members_changed(self, up: Up) -> None:
        self.places = {up.replica(index): index for index in range(len(up))}

    def pick(self, up: Up, question: Question, rng: Luck) -> int | None:
        if len(up) == 0:
            return None
        replica, seen_ns = self.homes.get(question.key, (-1, 0))
        index = self.places.get(replica)
        if index is None or question.now_ns - seen_ns > self.hold:
            looked_at = [rng.below(len(up)) for _ in range(self.choices)]
            index = min(looked_at, key=up.in_flight)
        self.homes[question.key] = (up.replica(index), question.now_ns)
        return index

"""A workload in Python: people who come when the doors open, and then a trickle."""

from collections.abc import Iterator

from windtunnel import Luck, Sampler, field, workload

SECOND = 1_000_000_000


@workload(
    source="Ticket sales: a queue before the doors, then a Poisson trickle",
    leaves_out="People who give up when the page is slow.",
    opens=field.duration("10 s", "When the doors open."),
    waiting=field.whole(200, "So many wait before them.", at_least=1, at_most=1_000_000),
    patience=field.distribution({"kind": "exponential", "mean": "2 s"}, "How long after the opening each of those comes."),
    trickle=field.rate("20 /s", "What comes before and after.", more_than="0 /s"),
)
def rush(rng: Luck, opens: int, waiting: int, patience: Sampler, trickle: float) -> Iterator[int]:
    """A trickle, and a crowd that comes within seconds after the doors have opened."""
    crowd = sorted(opens + round(patience(rng) * SECOND) for _ in range(waiting))
    now = 0
    while True:
        now += round(rng.exponential(SECOND / trickle))
        while crowd and crowd[0] <= now:
            yield crowd.pop(0)
        yield now

"""A failure source in Python: machines that wear out, and get better by being replaced."""

from windtunnel import Failure, Luck, field


class Wear(Failure):
    """Each repair leaves a machine weaker: its mean time to the next failure shrinks, until it is replaced by a new one."""

    source = "Imperfect repair (Kijima 1989) in its simplest form"
    leaves_out = "Wear by load: only time wears a machine here."

    mttf = field.duration("30 s", "Mean time to the first failure of a new machine.", more_than="0 s")
    mttr = field.duration("2 s", "Mean time of a repair.", more_than="0 s")
    shrinks = field.number(0.6, "Factor of the mean time after each repair.", more_than=0, at_most=1)
    replaced_after = field.whole(4, "After so many repairs a machine is replaced.", at_least=1)

    def __init__(self) -> None:
        self.repairs: dict[int, int] = {}

    def next(self, unit: int, now_ns: int, rng: Luck) -> tuple[int, int] | None:
        repairs = self.repairs.get(unit, -1) + 1
        if repairs >= self.replaced_after:
            repairs = 0
        self.repairs[unit] = repairs
        mean = self.mttf * self.shrinks**repairs
        return round(rng.exponential(mean)), 1 + round(rng.exponential(self.mttr))

"""A protocol core in Python: one member orders all changes, the others keep copies."""

from collections.abc import Iterable
from typing import Any

from windtunnel import KeyValues, Operation, Out, Protocol, field


class PrimaryCopy(Protocol):
    """One member orders all changes and ships them to the others, which keep copies and answer nobody."""

    source = "Primary copy (Alsberg and Day 1976) without failover"
    leaves_out = "Failover: while the first member is down, nobody is answered."

    operations = ("read", "write", "cas")
    timers = ("ship",)
    promises = ("orders_by_log", "applies_once", "linearizable", "converges")
    asks_for_reads = "leader"
    asks_for_writes = "leader"

    every = field.duration("50 ms", "After so long, what was not acknowledged is sent again.", more_than="0 s")

    def __init__(self) -> None:
        self.log: list[Operation] = []  # of changes; slot 1 is the first
        self.data = KeyValues()  # after all of the log
        self.copied = dict.fromkeys(range(1, self.members), 0)  # by copy: so much of the log it has

    def start(self, out: Out) -> None:
        pass

    def restart(self, stable: dict[Any, Any], out: Out) -> None:
        for slot in range(1, len(stable) + 1):
            self.take(stable[slot], out)
        if self.me == 0 and self.log:
            out.arm("ship", self.every)

    def take(self, operation: Operation, out: Out) -> None:
        slot = len(self.log) + 1
        self.log.append(operation)
        self.data.apply(operation, slot)
        out.apply(operation, version=slot, slot=slot)

    def on_command(self, operation: Operation, out: Out) -> None:
        if self.me != 0:
            out.reply(operation, "not_leader", leader=0)
            return
        slot = len(self.log) + 1
        reply, changed = self.data.apply(operation, slot)
        if changed:
            self.log.append(operation)
            out.persist({slot: operation})
            out.apply(operation, version=slot, slot=slot)
            for copy in self.copied:
                out.send(copy, ("change", slot, [operation]))
            out.arm("ship", self.every)
        out.answer(reply)  # behind the write to the disk: the driver sees to it

    def on_timer(self, timer: str, out: Out) -> None:
        for copy, has in self.copied.items():
            if has < len(self.log):
                out.send(copy, ("change", has + 1, self.log[has:]))
        if any(has < len(self.log) for has in self.copied.values()):
            out.arm("ship", self.every)

    def on_message(self, sender: int, message: Any, out: Out) -> None:
        if message[0] == "has":
            self.copied[sender] = max(self.copied[sender], message[1])
            return
        _, first, operations = message
        for slot, operation in enumerate(operations, start=first):
            if slot == len(self.log) + 1:  # else it is there already, or what is before it is missing
                out.persist({slot: operation})
                self.take(operation, out)
        out.send(0, ("has", len(self.log)))

    def contents(self) -> Iterable[tuple[int, int, int | None]]:
        return self.data.contents()

    def probe(self) -> tuple[bool, int, int]:
        return (self.me == 0, 1, len(self.log))

    def words(self) -> str:
        return f"{'orders' if self.me == 0 else 'copies'}, {len(self.log)} changes"

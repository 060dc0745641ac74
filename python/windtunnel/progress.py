"""How far a flight is: one line on a terminal, a bar in a notebook, with the time that is left.

Both are written over again and gone when the flight has landed, so that a log and a saved notebook keep the answer alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

News = TypeVar("News")


class Shown(Generic[News]):
    """Shows news as they come; `words` makes a text and a share (0 to 1) of them."""

    def __init__(self, words: Callable[[News], tuple[str, float]]) -> None:
        self._words = words
        self._bar: Any = None

    def __call__(self, news: News) -> None:
        text, share = self._words(news)
        if in_notebook():
            self._draw(text, share)
        else:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leaves nothing behind."""
        if self._bar is not None:
            from IPython.display import HTML

            self._bar.update(HTML(""))  # type: ignore[no-untyped-call]
            self._bar = None
        elif not in_notebook():
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _draw(self, text: str, share: float) -> None:
        from IPython.display import HTML, display

        page = HTML(f'<progress value="{share:.3f}" max="1" style="width:18em"></progress> {text}')  # type: ignore[no-untyped-call]
        if self._bar is None:
            self._bar = display(page, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._bar.update(page)


def reporter(
    asked: bool | Callable[[News], object] | None, words: Callable[[News], tuple[str, float]]
) -> Callable[[News], object] | None:
    """What is told of news: the caller's own function, a line or a bar (where somebody looks, or asked for), or nothing."""
    if callable(asked):
        return asked
    shown = (sys.stderr.isatty() or in_notebook()) if asked is None else asked
    return Shown(words) if shown else None


def close(report: object) -> None:
    """Ends a line or a bar of ours."""
    if isinstance(report, Shown):
        report.close()


def in_notebook() -> bool:
    """Whether what is displayed is seen in a notebook."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return type(get_ipython()).__name__ == "ZMQInteractiveShell"


def time_left(seconds: float, flown: float, to_fly: float) -> str:
    """How long the rest takes at the pace of what was flown (both as shares); "" as long as there is too little to tell from."""
    if not flown > 0.01 or not to_fly > 0:
        return ""
    left = seconds * to_fly / flown
    if left < 100:
        return f", {left:.0f} s left"
    return f", {left / 60:.0f} min left" if left < 6000 else f", {left / 3600:.1f} h left"

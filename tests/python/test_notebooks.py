"""Every notebook runs from its first cell to its last, as a reader would run it.

A notebook is run in a fresh kernel in its own folder, on the module that was just built (PYTHONPATH reaches it), and may
write nothing into the folder. What it prints is not compared: its own assertions say what has to be true.
"""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SECONDS_PER_CELL = 300


def test_there_are_notebooks() -> None:
    assert list(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_runs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    before = set(NOTEBOOKS.iterdir())
    client = NotebookClient(notebook, timeout=SECONDS_PER_CELL, resources={"metadata": {"path": str(NOTEBOOKS)}})
    client.execute()
    assert set(NOTEBOOKS.iterdir()) == before, "a notebook leaves nothing behind; write into a temporary folder"

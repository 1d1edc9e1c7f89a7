"""make demo prints the history and where the results lie; when a cell fails, it says which, and fails too."""

import subprocess
import sys
from pathlib import Path

import nbformat

DEMO = Path(__file__).parent.parent / "tools" / "demo.py"


def demo(folder, *cells):
    """Run the demo on a notebook of these cells in a process of its own, as make does."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, folder / "lesson.ipynb")
    return subprocess.run(
        [sys.executable, DEMO, folder / "lesson.ipynb", folder / "out"], capture_output=True, text=True
    )


HISTORY = """
from IPython.core.magic import register_line_magic
class History:
    def __repr__(self): return "401 Unauthorized\\n200 OK"
@register_line_magic
def http_history(line): return History()
"""


def test_prints_the_history(tmp_path):
    """The text of the last %http_history cell is shown; notebook and page lie where it says."""
    done = demo(tmp_path, HISTORY, "%http_history", "1 + 1")

    assert (0, "") == (done.returncode, done.stderr)
    assert "401 Unauthorized\n200 OK\n" in done.stdout
    for name in ("lesson.ipynb", "lesson.html"):
        assert str(tmp_path / "out" / name) in done.stdout
        assert "200 OK" in (tmp_path / "out" / name).read_text()


def test_a_cell_that_fails(tmp_path):
    """A UsageError, which nbclient reports without its text, is told with the cell it came from."""
    done = demo(tmp_path, "1 + 1", "from IPython.core.error import UsageError\nraise UsageError('log in first')")

    assert 1 == done.returncode
    assert "cell 2, 'from IPython.core.error import UsageError'" in done.stderr
    assert "UsageError: log in first" in done.stderr


def test_no_history(tmp_path):
    """A notebook that shows no history is no demo."""
    done = demo(tmp_path, "1 + 1")

    assert 1 == done.returncode
    assert "no %http_history cell has an output" in done.stderr

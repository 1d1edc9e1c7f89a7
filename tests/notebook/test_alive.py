"""Where nobody can fill in a form, text says what to type: in nbclient, nbconvert, papermill and a terminal."""

from __future__ import annotations

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter

START = (
    "%load_ext nbauth\nimport nbauth\nfrom nbauth import playground\nserver = playground.start(); url = server.url"
)
CELLS = [
    "%auth",
    "nbauth.session().form('https://api.example.com', 'basic')",
    "%http GET {{url}}/digest",
    "%http_history",
    "from nbauth.widgets.secret_field import SecretField\nSecretField('API key')",
    "%auth bearer https://api.example.com --form",
]
SAYS = [
    "to log in:  %auth SCHEME ORIGIN",
    "%auth basic https://api.example.com, with a source for its secret (%auth basic -h)",
    "to log in: %auth digest http://127.0.0.1:",
    "401 Unauthorized",
    "API key: a field in the page stands here while its kernel runs",
    "UsageError: nobody can fill in a form here; use --token-from env:NAME, file:PATH or keyring:SERVICE[/USER]",
]


def words(output):
    return output.get("text") or output.get("data", {}).get("text/plain", "")


@pytest.mark.filterwarnings("ignore")  # nbclient's and nbconvert's own
def test_where_a_notebook_runs_alone():
    """No form is in the notebook that is made, nor in the page that nbconvert makes of it; its text is."""
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in (START, *CELLS)])
    document.cells[-1].metadata["tags"] = ["raises-exception"]
    NotebookClient(document, timeout=60, kernel_name="python3").execute()
    page, _ = HTMLExporter().from_notebook_node(document)

    for cell, says in zip(document.cells[1:], SAYS, strict=True):
        assert says in "".join(map(words, cell.outputs))
    kinds = {kind for cell in document.cells for output in cell.outputs for kind in output.get("data", {})}
    assert {"text/plain", "text/html"} == kinds
    assert '<script type="application/vnd.jupyter.widget-view' not in page
    assert "%auth basic https://api.example.com" in page


def test_in_a_terminal(shell, server):
    """The same text, and no widget."""
    shell.run("%load_ext nbauth")
    for cell, says in zip(CELLS[:3], SAYS[:3], strict=True):
        ran = shell.run(cell.replace("nbauth.session", "__import__('nbauth').session"))
        assert says in ran.printed + ran.shown


@pytest.fixture
def attended(tmp_path, monkeypatch):
    """Runs cells in a kernel as JupyterLab asks it to, where somebody may be asked; gives what each has shown."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def run(code):
        kinds = []

        def hook(message):
            kinds.append((message["msg_type"], sorted(message["content"].get("data", {}))))

        client.execute_interactive(code, allow_stdin=True, output_hook=hook, timeout=60)
        return [shown for kind, shown in kinds if kind in ("display_data", "execute_result")]

    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


VIEW = "application/vnd.jupyter.widget-view+json"


def test_where_somebody_sees_the_page(attended):
    """A text, and a widget after it; with the setting off, only text. A 401 has its card, and a form after it."""
    attended(START)
    both = [["text/html", "text/plain"], [VIEW, "text/plain"]]
    for cell in (CELLS[0], CELLS[1], CELLS[2], CELLS[3]):
        assert both == attended(cell), cell
    attended("%config NBAuth.widgets = False")
    assert [] == attended(CELLS[0])
    for cell in (CELLS[2], CELLS[3]):
        assert [["text/html", "text/plain"]] == attended(cell), cell


def test_what_is_settled_has_no_form(attended):
    """A 401 to somebody who wanted no auth, and a second one in a cell that has its form already."""
    attended(START)
    assert [["text/html", "text/plain"]] == attended("%http --auth none GET {{url}}/basic")
    assert [["text/html", "text/plain"], [VIEW, "text/plain"]] == attended("%http GET {{url}}/basic")
    several = "%%http\nGET {{url}}/digest\n###\nGET {{url}}/basic"
    assert [["text/html", "text/plain"], [VIEW, "text/plain"]] == attended(several)

"""The teaching notebooks: each has what a lesson needs, and its checks tell right from wrong."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))

ANSWERS = {
    "00-first-login": [("401", "404"), ("2", "1")],
    "01-basic": [
        ('client.get(f"{url}/basic", auth=("zoë", server.users["zoë"]))', 'client.get(f"{url}/basic", auth=ada)'),
        ("1", "2"),
    ],
    "02-digest": [('h("GET:/digest")', 'h("POST:/digest")'), ('"nc"', '"nonce"')],
    "03-netrc": [
        (
            'path.write_text(f\'machine 127.0.0.1 login zoë password "{server.users["zoë"]}"\')'
            " and nbauth.NetRCAuth(path)",
            'nbauth.BasicAuth("ada", "nothing")',
        ),
        ('"NETRC"', '"HOME"'),
    ],
    "04-custom": [
        (
            'type("WithKey", (httpx.Auth,), {"auth_flow": lambda self, request: (yield request.headers.update('
            '{"X-API-Key": server.api_key}) or request)})()',
            "MyCustomAuth(server.api_key)",
        ),
        ('"requires_request_body"', '"requires_response_body"'),
    ],
    "05-bearer-and-refresh": [
        (
            'lambda answer, asked, now: "expires_in" not in answer or now < asked + answer["expires_in"]',
            'lambda answer, asked, now: now < asked + answer["expires_in"]',
        ),
        ("1", "10"),
    ],
    "06-client-credentials": [
        (
            'lambda *pair: "Basic " + __import__("base64").b64encode('
            '":".join(map(__import__("urllib.parse").parse.quote_plus, pair)).encode()).decode()',
            'lambda *pair: "Basic " + __import__("base64").b64encode(":".join(pair).encode()).decode()',
        ),
        ('"invalid_scope"', '"insufficient_scope"'),
    ],
    "07-sign-in-with-a-browser": [
        (
            'lambda verifier: base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()',
            "lambda verifier: hashlib.sha256(verifier.encode()).hexdigest()",
        ),
        (
            "lambda address, state, issuer: [parse_qs(urlsplit(address).query).get(each) for each in "
            '("code", "state", "iss")] == [["c"], [state], [issuer]]',
            "lambda address, state, issuer: parse_qs(urlsplit(address).query).get('state') == [state]",
        ),
    ],
    "08-device-code": [
        (
            "lambda interval, answers: [interval + 5 * answers[:at].count(slower) for at in range(len(answers) + 1)]",
            "lambda interval, answers: [interval] * (len(answers) + 1)",
        ),
        ('"access_denied"', '"expired_token"'),
    ],
    "09-what-leaks": [("401", "200"), ('"stale"', '"nonce"')],
    "10-reading-a-history": [("4", "3"), ("9", "8")],
}
"""For each exercise a right answer and a wrong one, as a student could write them."""

SUMMARY = re.compile(r"You have seen: |^## \d+\. In short$", re.MULTILINE)

SECONDS = 20


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_a_lesson_has(name):
    """Goals, exercises, what was seen; not too long; stored with its outputs and without a stack."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert len(notebook.cells) < 30
    assert texts[0].startswith("# ") and "\nAfter this lesson you" in texts[0]
    assert any("Exercises\n" in text for text in texts) and any(SUMMARY.search(text) for text in texts)
    assert 2 <= len(checks(notebook)[0]) <= 3
    assert name == NOTEBOOKS[0] or any("```diff\n" in text for text in texts)  # against the one before
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    stacks = [output for cell in code for output in cell.outputs if len(output.get("traceback", ())) > 4]
    assert not stacks  # an error that a lesson is about is one or two lines


def checks(notebook):
    """Return the calls of `check`, as text, in order; and the last cell that has one."""
    found, last = [], 0
    for at, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or "check(" not in cell.source:
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
                found.append(ast.unparse(node))
        last = at
    return found, last


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_its_exercises(name):
    """A right answer is called right, a wrong one is refused with the hint; the lesson takes no longer than it may."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    found, last = checks(notebook)
    variables = [each.partition("(")[2].partition(",")[0] for each in found]
    answers = dict(zip(variables, ANSWERS[name], strict=True))
    wrong = ["from nbauth.lesson import WrongAnswer"]
    for call, (variable, (_, value)) in zip(found, answers.items(), strict=True):
        wrong += [f"{variable} = {value}", f"try: {call}", "except WrongAnswer as e: print('wrong', e)"]
    notebook.cells.insert(last + 1, nbformat.v4.new_code_cell("\n".join(wrong)))
    for cell in notebook.cells:
        for variable, (value, _) in answers.items():
            cell.source = cell.source.replace(f"{variable} = ...", f"{variable} = {value}")
    begun = time.monotonic()
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert time.monotonic() - begun < SECONDS

    printed = "".join(
        output.text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )
    assert (len(answers), len(answers)) == (printed.count("✓ right\n"), printed.count("wrong not yet"))

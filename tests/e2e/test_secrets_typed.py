"""What is typed into forms, in JupyterLab and in Notebook 7: it reaches the kernel, once, and nothing else."""

from __future__ import annotations

import secrets

import pytest
from canary.canaries import MARK
from canary.scanner import found, found_in_files
from e2e.axe import findings
from playwright.sync_api import expect

# With letters that are shortcuts of the page: d d deletes a cell, b adds one, x cuts, m makes it a text.
KEY, PASSWORD, WRONG = (f'{one}dd{MARK}b+/"&<%é {MARK}xm{one}' for one in "kpw")
CANARIES = {"key": KEY, "password": PASSWORD, "wrong": WRONG}

START = """\
%load_ext nbauth
import nbauth
from pathlib import Path
from nbauth import playground
from nbauth.widgets.secret_field import SecretField
server = playground.start()
url = server.url
key, server.users["ada"] = Path({file!r}).read_text().split("\\n")
field = SecretField("API key", name="api_key", help="From the settings page.")
field"""

CELLS = [
    "field.secret.reveal() == key, field.secret",
    "%auth digest {{url}}/digest --username ada_of_the_test --form",
    "%http GET {{url}}/basic",
    "_",
]


@pytest.fixture(params=["lab", "notebook"])
def opened(request, notebook, lab, tmp_path):
    (tmp_path / "values").write_text(f"{KEY}\n{PASSWORD}")
    start = START.format(file=str(tmp_path / "values"))
    page = notebook([start, *CELLS], app=request.param, name=f"typed-{secrets.token_hex(4)}.ipynb")
    page.run(0)
    return page


def type_in(box, label, text):
    """Type as a person does, key by key."""
    control = box.get_by_label(label, exact=True)
    control.click()
    box.page.keyboard.type(text)


def test_typed_secrets_are_nowhere_but_in_the_kernel(opened, lab):
    """Not in the notebook saved with the state of its widgets, not in its checkpoint, nor in any file of the server;
    in no frame from the kernel; in one frame to it for each time that something was submitted."""
    page = opened.page
    field = opened.output(0).locator("section.nbauth")
    type_in(field, "API key", KEY)
    # It is shown as long as the button is pressed.
    kind = "each => each.type"
    assert "password" == field.get_by_label("API key", exact=True).evaluate(kind)
    field.get_by_role("button", name="Show").hover()
    page.mouse.down()
    assert "text" == field.get_by_label("API key", exact=True).evaluate(kind)
    page.mouse.up()
    assert "password" == field.get_by_label("API key", exact=True).evaluate(kind)
    field.get_by_label("API key", exact=True).press("Enter")
    expect(field.get_by_role("status")).to_have_text("✓ {{api_key}} is set")
    expect(field.get_by_label("API key", exact=True)).to_have_value("")
    opened.run(1)
    assert "(True, {{api_key}})" in opened.output(1).inner_text()

    opened.run(2)
    form = opened.output(2).locator("section.nbauth")
    type_in(form, "Password", WRONG)
    form.get_by_label("User name").fill("")
    form.get_by_role("button", name="Log in").click()
    expect(form.get_by_role("status")).to_contain_text("username: nothing was typed")
    expect(form.get_by_label("Password", exact=True)).to_have_value("")
    form.get_by_label("User name").fill("ada_of_the_test")
    type_in(form, "Password", PASSWORD)
    form.get_by_role("button", name="Log in").click()
    expect(form).to_contain_text("user ada_of_the_test, from form")

    opened.run(3)
    answer = opened.output(3).locator("section.nbauth")
    for password in (WRONG, PASSWORD):
        answer.get_by_label("User name").fill("ada")
        type_in(answer, "Password", password)
        answer.get_by_label("Password", exact=True).press("Enter")
        if password == WRONG:
            expect(answer.get_by_role("status")).to_contain_text("the server refuses that login")
    expect(answer).to_contain_text("200 OK, with basic")
    expect(opened.output(3).first).to_contain_text("200 OK")

    assert [] == findings(page)
    # One that was begun and left: the cell is run again.
    opened.run(0)
    type_in(opened.output(0).locator("section.nbauth"), "API key", KEY)
    opened.run(0)
    expect(opened.output(0).get_by_label("API key", exact=True)).to_have_value("")

    assert 5 == page.locator(".jp-Notebook .jp-Cell").count()
    document = opened.save()
    opened.command("docmanager:save")
    state = document.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert {"AnyModel"} <= {each["model_name"] for each in state.values()}
    assert "ada_of_the_test" not in str(state)
    assert {} == found_in_files(lab.folder.parent, CANARIES)
    assert (lab.folder / ".ipynb_checkpoints").is_dir()
    assert [] == [hits for frame in opened.received if (hits := found(frame, CANARIES))]
    sent = [hit for frame in opened.sent for hit in found(frame, CANARIES)]
    assert ["key", "wrong", "password", "wrong", "password"] == sent

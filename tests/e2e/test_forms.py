"""The forms in a real JupyterLab: by keyboard alone, while the kernel is busy, with nobody there, and when it is gone."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from e2e.axe import findings
from playwright.sync_api import expect

PICTURES = Path(__file__).parent.parent.parent / "build" / "screenshots"

START = """\
%load_ext nbauth
import nbauth
from nbauth import playground
server = playground.start()
url = server.url
server.users |= {"ada": "correct horse", "bob": "correct mule"}
session = nbauth.session()"""


@pytest.fixture
def open_cells(notebook):
    """Open a notebook with these cells after the first, which is run."""

    def opened(*cells, **about):
        page = notebook([START, *cells], **about)
        page.run(0)
        return page

    return opened


def section(opened, index):
    return opened.output(index).locator("section.nbauth")


def pictures(opened, name):
    """Take the pictures of a widget: in both themes, and narrow."""
    page, wide = opened.page, opened.page.viewport_size
    for theme in ("Dark", "Light"):
        opened.theme(f"JupyterLab {theme}")
        assert [] == findings(page)
        opened.screenshot(PICTURES / f"{name}-{theme.lower()}.png")
        # As docs/ shows it: make pictures.
        opened.cell(1).screenshot(path=PICTURES / f"{name}-cell-{theme.lower()}.png")
    page.set_viewport_size({"width": 420, "height": 900})
    expect(page.locator("section.nbauth").first).to_be_visible()
    opened.screenshot(PICTURES / f"{name}-narrow.png")
    too_wide = (
        "() => [...document.querySelectorAll('section.nbauth')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    )
    assert [] == page.evaluate(f"({too_wide})().map(e => e.outerHTML)")
    page.set_viewport_size(wide)


def test_the_form_by_keyboard_alone(open_cells):
    """Each control has a label and is reached with Tab, in the order in which it stands; Enter logs in; an error leads
    to the field that is wrong; the page's own keys stay out of it."""
    opened = open_cells("form = session.form(); form", "session.logins")
    opened.run(1)
    page, form = opened.page, section(opened, 1)
    expect(form.get_by_label("Scheme", exact=True)).to_be_visible()
    form.get_by_label("Scheme", exact=True).focus()
    focused = "document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText"
    path = []
    for _ in range(10):
        path.append(page.evaluate(focused))
        page.keyboard.press("Tab")
    assert ["Scheme", "Origin", "User name", "Password from", "Password", "Show",
            "Remember it in the keyring of the kernel's machine", "More", "Log in", "Test"] == path  # fmt: skip

    form.get_by_label("Origin").focus()
    page.keyboard.type("api.example")
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("it does not start with http:// or https://")
    expect(form.get_by_label("Origin")).to_be_focused()
    expect(form.get_by_label("Origin")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Control+A")
    page.keyboard.type("http://api.example")
    page.keyboard.press("Tab")
    expect(form).to_contain_text("note: over plain http, everybody on the way can read it")
    page.keyboard.type("bddab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("a password")
    page.keyboard.press("Enter")
    expect(form).to_contain_text("✓ basic: Basic for http://api.example, user bddab, from form")
    assert 3 == page.locator(".jp-Notebook .jp-Cell").count()


def test_form_and_netrc_picker_as_they_look(open_cells, lab):
    """Schemes, sources and the machines of a netrc file; axe-core finds nothing in any of them."""
    netrc = lab.folder / "netrc"
    netrc.write_text(
        "machine api.example.com login ada password xxxxxxxx\nmachine b.example login bob password yyyyyyyy\n"
    )
    netrc.chmod(0o600)
    opened = open_cells("session.form()", "session.form('https://api.example.com')")
    opened.run(1)
    opened.run(2)
    first, second = section(opened, 1), section(opened, 2)
    first.get_by_label("Password from").select_option("env")
    first.get_by_label("Variable of password").fill("PAT")
    expect(first.locator("datalist option").first).to_be_attached()
    # There and back again.
    first.get_by_label("Password from").select_option("typed")
    first.get_by_label("Password from").select_option("env")
    expect(first.get_by_label("Variable of password")).to_have_value("PAT")
    assert "PATH" in first.locator("datalist option").evaluate_all("all => all.map(each => each.value)")
    second.get_by_label("Scheme", exact=True).select_option("netrc")
    second.get_by_label("File", exact=True).fill("ne")
    expect(second.locator("datalist option[value=netrc]")).to_be_attached()
    second.get_by_label("File", exact=True).fill("netrc")
    second.get_by_label("File", exact=True).press("Tab")
    expect(second.get_by_role("row", name="api.example.com ada this one")).to_be_visible()
    expect(second.get_by_role("row", name="b.example bob")).to_be_visible()
    pictures(opened, "form")
    second.get_by_role("button", name="Log in").click()
    expect(second).to_contain_text("NetRC for api.example.com, b.example, from file:netrc")
    assert "xxxxxxxx" not in opened.page.content()


def test_test_shows_a_card(open_cells):
    """One request; the form keeps the secret of a test that went well, and goes on after one that did not."""
    opened = open_cells("session.form(url)", "list(session.logins)")
    opened.run(1)
    form = section(opened, 1)
    form.get_by_label("User name").fill("ada")
    form.get_by_text("More").click()
    for address, password, said in [
        ("nonsense", "correct horse", "address: the URL has no scheme"),
        ("/basic", "wrong mule", "401 Unauthorized: the server refuses"),
        ("/basic", "correct horse", "200 OK: the server does not refuse"),
    ]:
        origin = form.locator(".nbauth-origin").inner_text()
        form.get_by_label("Address to test").fill(address if address == "nonsense" else origin + address)
        form.get_by_label("Password", exact=True).fill(password)
        form.get_by_role("button", name="Test").click()
        expect(form.get_by_role("status")).to_contain_text(said)
        expect(form.get_by_label("Password", exact=True)).to_have_value("")
    expect(form.locator(".nbauth-card")).to_contain_text("200 OK")
    expect(form.get_by_role("button", name="Log in")).to_be_focused()
    opened.page.keyboard.press("Enter")
    expect(form).to_contain_text("✓ basic: Basic for")


def test_the_focus_stays_where_somebody_types(open_cells):
    """An answer that comes later takes nobody away: not into a password field, nor onto a button that logs in."""
    slow = "from nbauth.widgets import form_part\nimport time\nsend = form_part.send\n"
    slow += "form_part.send = lambda *given, **options: (time.sleep(1), send(*given, **options))[1]"
    opened = open_cells("session.form(url)", slow, "")
    opened.run(1)
    opened.run(2)
    form = section(opened, 1)
    form.get_by_label("User name").fill("ada")
    form.get_by_text("More").click()
    form.get_by_label("Address to test").fill(form.locator(".nbauth-origin").inner_text() + "/basic")
    for password, said in (("correct horse", "the server does not refuse"), ("wrong mule", "the server refuses")):
        form.get_by_label("Password", exact=True).fill(password)
        form.get_by_role("button", name="Test").click()
        opened.cell(3).locator(".cm-content").click()
        opened.page.keyboard.type("a b ")
        expect(form.get_by_role("status")).to_contain_text(said)
        opened.page.keyboard.type("c ")
        assert opened.page.evaluate("document.activeElement.closest('.jp-Cell') !== null")
    expect(opened.cell(3).locator(".cm-content")).to_contain_text("a b c a b c")
    expect(form.get_by_label("Password", exact=True)).to_have_value("")
    expect(form).not_to_contain_text("Logged in")


def test_the_panel(open_cells):
    """It follows what other cells do; a login is added, tested, forgotten; what expires is counted down."""
    expiring = (
        "from dataclasses import replace\nimport time\nsession.login(url, nbauth.BearerAuth('x' * 9), name='tok')\n"
    )
    expiring += "session._bindings.add(replace(session._bindings['tok'], expires_at=time.time() + 3))"
    opened = open_cells("%auth", "session.login(url, ('ada', 'correct horse'), source='env:ADA')", expiring)
    opened.run(1)
    panel = section(opened, 1)
    expect(panel).to_contain_text("No logins yet")
    expect(panel.get_by_label("Scheme", exact=True)).to_be_visible()
    opened.run(2)
    expect(panel.get_by_role("row", name="basic basic http://127.0.0.1")).to_contain_text("env:ADA")
    opened.run(3)
    expect(panel.get_by_role("row", name="tok bearer")).to_contain_text("expired")
    pictures(opened, "panel")

    panel.get_by_role("button", name="Test basic").click()
    panel.get_by_label("Address to test basic at").press("End")
    opened.page.keyboard.type("/basic")
    opened.page.keyboard.press("Enter")
    expect(panel.get_by_text("200 OK: the server does not refuse")).to_be_visible()
    panel.get_by_role("button", name="Forget tok").click()
    expect(panel.get_by_role("row", name="tok bearer")).to_have_count(0)
    expect(panel.get_by_text("✓ tok is forgotten")).to_be_visible()
    panel.get_by_label("Origin").fill("https://b.example")
    panel.get_by_label("User name").fill("bob")
    panel.get_by_label("Password", exact=True).fill("correct mule")
    panel.get_by_role("button", name="Add the login").click()
    expect(panel.get_by_role("row", name="basic_2 basic https://b.example bob")).to_be_visible()
    panel.get_by_role("button", name="Log out of all").click()
    panel.get_by_role("button", name="Log out", exact=True).click()
    expect(panel).to_contain_text("No logins yet")


def test_a_401_is_answered_in_place(open_cells):
    """The challenge in words, a form for it; the same card becomes the answer's, and so do the variables; the others
    of several challenges are offered; in the next cell the login is there."""
    opened = open_cells(
        "%http GET {{url}}/digest", "_.status_code, Out[2].json()['user']", "%http GET {{url}}/digest"
    )
    opened.run(1)
    answer = section(opened, 1)
    expect(answer).to_contain_text("The server asks for Digest (realm “playground”).")
    expect(opened.output(1).first).to_contain_text("401 Unauthorized")
    pictures(opened, "answer")
    answer.get_by_label("User name").fill("ada")
    answer.get_by_label("Password", exact=True).fill("wrong mule")
    answer.get_by_role("button", name="Log in and send again").click()
    expect(answer.get_by_role("status")).to_contain_text("the server refuses that login")
    expect(answer.get_by_label("Password", exact=True)).to_be_focused()
    opened.page.keyboard.type("correct horse")
    opened.page.keyboard.press("Enter")
    expect(answer).to_contain_text("200 OK, with digest: Digest for")
    expect(opened.output(1).first).to_contain_text("200 OK")
    expect(opened.output(1).first).not_to_contain_text("login: %auth")
    opened.run(2)
    assert "(200, 'ada')" in opened.output(2).inner_text()
    opened.run(3)
    expect(opened.output(3).first).to_contain_text("200 OK")
    assert [] == findings(opened.page)
    # What is saved is the answer.
    saved = opened.save().cells[1].outputs
    assert "200 OK" in saved[0].data["text/plain"]


def test_run_all_stops_at_an_open_login_and_goes_on(open_cells):
    """With one line and no traceback, before anything is sent; what comes behind does not run."""
    opened = open_cells("%auth basic {{url}} --username ada --form", "%http GET {{url}}/basic", "'ran'")
    opened.command("notebook:run-all-cells", wait=False)
    line = opened.output(2)
    expect(line).to_contain_text("waits for a login: fill in its form, or press Not now there")
    assert re.fullmatch(
        r"UsageError: http://127.0.0.1:\d+ waits for a login: .* run this cell again", line.inner_text().strip()
    )
    expect(opened.cell(3).locator(".jp-InputPrompt")).to_have_text("[ ]:")

    form = section(opened, 1)
    expect(form.get_by_label("User name")).to_have_value("ada")
    form.get_by_label("Password", exact=True).fill("correct horse")
    form.get_by_label("Password", exact=True).press("Enter")
    expect(form).to_contain_text("Logged in")
    opened.run(2)
    expect(opened.output(2)).to_contain_text("200 OK")


def test_run_all_stops_at_the_second_401(open_cells):
    """The first one opens the form; the next cell that needs the same login says where it is."""
    opened = open_cells("%http GET {{url}}/basic", "%http GET {{url}}/basic", "'ran'")
    opened.command("notebook:run-all-cells", wait=False)
    expect(opened.output(2).last).to_contain_text("the form for its login is open in another cell: fill it in")
    expect(opened.page.locator("section.nbauth")).to_have_count(1)
    expect(opened.cell(3).locator(".jp-InputPrompt")).to_have_text("[ ]:")
    # Run again, the first cell has its own form again.
    opened.run(1)
    expect(section(opened, 1).get_by_label("User name")).to_be_visible()
    # Somebody who does not want to log in says so.
    section(opened, 1).get_by_role("button", name="Not now").click()
    expect(section(opened, 1).get_by_role("status")).to_contain_text("other cells do not wait for this login")
    opened.run(2)
    expect(opened.output(2).first).to_contain_text("401 Unauthorized")


def test_a_submit_while_a_cell_runs(open_cells):
    """It is handled after the cell or during it, and never lost; the page says that it waits."""
    opened = open_cells("session.form(url)", "import time; time.sleep(6)", "list(session.logins)")
    opened.run(1)
    form = section(opened, 1)
    form.get_by_label("User name").fill("ada")
    form.get_by_label("Password", exact=True).fill("correct horse")
    opened.cell(2).locator(".jp-InputArea-editor").click()
    opened.command("notebook:run-cell", wait=False)
    expect(opened.cell(2).locator(".jp-InputPrompt")).to_have_text("[*]:")
    form.get_by_role("button", name="Log in").click()
    waits = re.compile("No answer from the kernel yet: it is busy|Logged in")
    expect(form.get_by_text(waits)).to_be_visible()
    expect(form).to_contain_text("✓ basic: Basic for", timeout=30_000)
    opened.run(3)
    assert "['basic']" in opened.output(3).inner_text()


def test_a_notebook_that_is_opened_without_its_kernel(open_cells, notebook, lab):
    """Forms whose kernel is gone are a sentence that says what to do: saved with the state of the widgets, or without;
    nothing that looks as if it could be filled in. A page that is loaded again has its forms."""
    opened = open_cells("session.form('https://api.example.com', 'basic')")
    opened.run(1)
    expect(section(opened, 1).get_by_label("User name")).to_be_visible()
    document = opened.save()
    opened.page.reload()
    expect(section(opened, 1).get_by_label("User name")).to_be_visible(timeout=30_000)

    for kind in ("with state", "without state"):
        if kind == "without state":
            del document.metadata["widgets"]
        path = lab.folder.parent / f"stale-{kind.replace(' ', '-')}.ipynb"
        nbformat.write(document, path)
        stale = notebook(path)
        text = "Run this cell again to use it." if kind == "with state" else "%auth basic https://api.example.com"
        expect(stale.page.get_by_text(text).first).to_be_visible(timeout=30_000)
        expect(stale.page.get_by_label("Password", exact=True)).to_have_count(0)
        expect(stale.output(1).first).to_contain_text("login form for https://api.example.com")


def test_a_form_that_was_deleted_holds_nothing_up(open_cells):
    """Also when the page was loaded again meanwhile, whose first view could say goodbye only as it went."""
    opened = open_cells("session.form(url, 'basic')", "session.client.get(f'{url}/basic').status_code")
    opened.run(1)
    expect(section(opened, 1).get_by_label("User name")).to_be_visible()
    opened.save()
    opened.page.reload()
    expect(section(opened, 1).get_by_label("User name")).to_be_visible(timeout=30_000)
    opened.run(2)
    expect(opened.output(2)).to_contain_text("waits for a login")
    opened.cell(1).locator(".jp-InputArea-editor").click()
    opened.page.keyboard.press("Escape")
    opened.command("notebook:delete-cell")
    expect(opened.page.locator("section.nbauth")).to_have_count(0)
    opened.run(1)
    expect(opened.output(1)).to_contain_text("401")

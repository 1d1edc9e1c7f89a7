"""The history in a real JupyterLab: a thousand requests, to be scrolled, filtered, opened, copied and sent again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from e2e.axe import findings
from e2e.conftest import opener
from e2e.hostile import SHORT
from playwright.sync_api import expect

PICTURES = Path(__file__).parent.parent.parent / "build" / "screenshots"

SECRET = 'pä+ss/wo"rd&<%é x'

THOUSAND = f"""\
import httpx, nbauth, time
from nbauth.widgets.history import HistoryList
def answer(request):
    number = int(request.url.path.rpartition("/")[2])
    if number % 10 == 3:
        raise httpx.ConnectError("refused")
    return httpx.Response({{0: 404, 5: 500}}.get(number % 10, 200), json={{"number": number, "echo": {SECRET!r}}})
session = nbauth.Session(transport=httpx.MockTransport(answer))
session.history.resize(limit=2000)
session.login("https://api.example.com", ("ada", {SECRET!r}), name="api")
def send(number):
    host = "other.example" if number % 4 == 2 else "api.example.com"
    try:
        session.client.request("POST" if number % 7 == 1 else "GET", f"https://{{host}}/customers/{{number}}")
    except httpx.ConnectError:
        pass
for number in range(1, 1001):
    send(number)"""

HOSTILE = f"""\
def evil(request):
    text = payloads[int(request.url.params["n"])]
    quoted = text.replace(chr(92), chr(92) * 2).replace('"', chr(92) + '"')
    headers = [("WWW-Authenticate", f'Basic realm="{{quoted}}"'.encode()), ("Content-Type", "text/html")]
    return httpx.Response(401, headers=headers, text=text, extensions={{"reason_phrase": text.encode("ascii", "ignore")}})
payloads = {SHORT!r}
hostile = nbauth.Session(transport=httpx.MockTransport(evil))
for number, text in enumerate(payloads):
    hostile.client.get("https://evil.example/", params={{"n": number, text: text}})
HistoryList(hostile)"""

CELLS = [
    THOUSAND,
    "begun = time.process_time()\nHistoryList(session)",
    "print(round((time.process_time() - begun) * 1000))",
    "for number in (1207, 1208): send(number)",
    "session.logout()",
    HOSTILE,
]
SHOW, TOOK, SEND, LOG_OUT, EVIL = range(1, 6)

# Where the first row is that can be seen, in pixels of the screen, and its text.
PLACE = """box => {
  const top = box.getBoundingClientRect().top;
  const seen = [...box.querySelectorAll('li')].find(each => each.getBoundingClientRect().bottom > top + 1);
  return [seen.innerText, Math.round(seen.getBoundingClientRect().top - top)];
}"""

WIDER = """section => [...section.querySelectorAll('*')].filter(each => {
  const scrolls = each.parentElement.closest('textarea, [style*="overflow"]');
  return !scrolls && each.getBoundingClientRect().right > section.getBoundingClientRect().right + 1;
}).map(each => each.outerHTML.slice(0, 200))"""


class Shown:
    """The list in the page, as a person uses it."""

    def __init__(self, notebook, cell=SHOW):
        self.notebook, self.page = notebook, notebook.page
        self.section = notebook.cell(cell).locator("section.nbauth-history")
        self.rows = self.section.locator("button.nbauth-exchange")
        self.box = self.section.locator(".nbauth-exchanges")
        self.count = self.section.get_by_role("status").first

    def row(self, number):
        return self.section.get_by_role("button", name=re.compile(rf"^#{number}\b"))

    def panel(self, number):
        return self.section.get_by_role("group", name=f"Exchange {number}", exact=True)

    def filter(self, name, value):
        self.section.get_by_label(name, exact=True).select_option(value)

    def open(self, number):
        self.row(number).click()
        expect(self.panel(number).get_by_text("Request headers").first).to_be_visible()
        return self.panel(number)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def thousand(browser, lab):
    with opener(browser, lab) as open_notebook:
        notebook = open_notebook(CELLS)
        notebook.page.set_default_timeout(10_000)
        notebook.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        notebook.run(0)
        yield notebook


@pytest.fixture
def shown(thousand):
    """A list of its own for each test."""
    thousand.run(SHOW)
    found = Shown(thousand)
    expect(found.rows.first).to_be_visible()
    return found


def test_the_first_view_of_a_thousand(thousand, shown):
    """Under 300 ms of the kernel's time and under 1 MB, the text that stands for it included."""
    expect(shown.rows).to_have_count(100)
    expect(shown.count).to_have_text("1,000 exchanges")
    before = sum(map(len, thousand.received))
    thousand.run(SHOW)
    expect(shown.rows).to_have_count(100)
    size = sum(map(len, thousand.received)) - before
    thousand.run(TOOK)
    took = int(thousand.output(TOOK).inner_text())
    print(f"first view of 1,000 exchanges: {took} ms of the kernel's time, {size / 1000:.0f} KB sent")

    assert took < 300
    assert size < 1_000_000


def test_scrolling_loads_more(shown):
    """Down to the oldest one; each row is there once."""
    box = shown.box.element_handle()
    for at_least in range(200, 1001, 100):
        box.evaluate("box => { box.scrollTop = box.scrollHeight }")
        enough = "([box, count]) => box.querySelectorAll('li').length >= count"
        shown.page.wait_for_function(enough, arg=[box, at_least])
    expect(shown.rows).to_have_count(1000)
    expect(shown.rows.last).to_contain_text("#1 ")
    expect(shown.section.get_by_role("button", name="Load more")).to_be_hidden()
    numbers = shown.section.locator(".nbauth-number").all_inner_texts()
    assert [f"#{number}" for number in range(1000, 0, -1)] == numbers


def test_filters(shown):
    """By each of the four, and by all at once; how many there are is announced."""
    for name, value, total, text in (
        ("Method", "POST", 143, "POST"),
        ("Host", "other.example", 250, "other.example"),
        ("Status", "500 Internal Server Error", 100, "500 Internal Server Error"),
        ("Status", "failed", 100, "failed: ConnectError"),
        ("Login", "no login", 250, "no login"),
    ):
        shown.filter(name, value)
        expect(shown.count).to_have_text(f"{total} of 1,000 exchanges")
        expect(shown.rows).to_have_count(min(total, 100))
        assert all(text in row for row in shown.rows.all_inner_texts())
        shown.section.get_by_role("button", name="Show all").click()
        expect(shown.count).to_have_text("1,000 exchanges")
    shown.filter("Method", "POST")
    shown.filter("Host", "other.example")
    shown.filter("Status", "404 Not Found")
    expect(shown.count).to_have_text("7 of 1,000 exchanges")
    shown.filter("Login", "login api")
    expect(shown.count).to_have_text("none of 1,000 exchanges is so")
    expect(shown.rows).to_have_count(0)


def test_by_keyboard_alone(shown):
    """Tab leads to the rows, arrows through them, Enter opens one, Esc closes it and leads back; more are loaded."""
    shown.section.get_by_label("Login", exact=True).focus()
    shown.press("Tab", "Tab")
    expect(shown.row(1000)).to_be_focused()
    shown.press("ArrowDown", "ArrowDown", "Enter")
    expect(shown.row(998)).to_be_focused()
    expect(shown.row(998)).to_have_attribute("aria-expanded", "true")
    expect(shown.panel(998).get_by_text("Request headers")).to_be_visible()
    outline = shown.row(998).evaluate("each => getComputedStyle(each).outlineStyle")
    assert outline == "solid"
    for name in ("Replay", "Copy as curl", "Copy as Python", "Copy as .http"):
        shown.press("Tab")
        expect(shown.panel(998).get_by_role("button", name=name)).to_be_focused()
    shown.press("Tab")
    assert "Flow" in shown.page.evaluate("document.activeElement.innerText")
    shown.press("Escape")
    expect(shown.row(998)).to_be_focused()
    expect(shown.row(998)).to_have_attribute("aria-expanded", "false")
    shown.press("Tab")
    more = shown.section.get_by_role("button", name="Load more (100 of 1,000 are shown)")
    expect(more).to_be_focused()
    shown.press("Enter")
    expect(shown.row(900)).to_be_focused()
    shown.press("Shift+Tab")
    expect(shown.section.get_by_role("button", name="Show all")).to_be_focused()
    shown.press("Tab", "Home")
    expect(shown.row(1000)).to_be_focused()


def test_copy(shown):
    """What is in the clipboard is what the page shows, and the password is no part of it."""
    panel = shown.open(1000)
    for button, name, says in (
        ("Copy as curl", "curl command", 'curl https://api.example.com/customers/1000 -u "ada:$API_PASSWORD"'),
        ("Copy as Python", "script with httpx", "import httpx"),
        ("Copy as .http", "text for a .http file", "GET https://api.example.com/customers/1000"),
    ):
        panel.get_by_role("button", name=button).click()
        expect(panel.get_by_role("status")).to_have_text(f"✓ copied: {name}")
        copied = shown.page.evaluate("navigator.clipboard.readText()")
        expect(panel.get_by_label(f"#1000: {name}")).to_have_value(copied)
        assert says in copied
        assert SECRET not in copied


def test_copy_where_it_is_forbidden(shown):
    """As on a page without https: the text is selected, and it is said what to press."""
    shown.page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); 0")
    try:
        panel = shown.open(999)
        panel.get_by_role("button", name="Copy as curl").click()
        expect(panel.get_by_role("status")).to_contain_text("press Ctrl+C")
        area = panel.get_by_label("#999: curl command")
        expect(area).to_be_focused()
        assert area.input_value() == area.evaluate(
            "each => each.value.slice(each.selectionStart, each.selectionEnd)"
        )
    finally:
        shown.page.evaluate("delete navigator.clipboard.writeText")


def test_hostile_text_stays_text(thousand):
    """In a URL, a reason, a realm and a body: nothing of it runs, loads or links, folded or unfolded."""
    thousand.run(EVIL)
    hostile = Shown(thousand, EVIL)
    expect(hostile.rows).to_have_count(len(SHORT))
    expect(hostile.rows.last.locator(".nbauth-pill")).to_have_text(f"401 {SHORT[0]}")
    hostile.section.evaluate("box => { for (const each of box.querySelectorAll('.nbauth-exchange')) each.click() }")
    expect(hostile.section.get_by_text("Request headers")).to_have_count(len(SHORT))
    hostile.section.evaluate("box => { for (const each of box.querySelectorAll('details')) each.open = true }")
    live = (
        "a, img, svg, iframe, script, style, link, form, input, mjx-container, [onerror], [onload], [href], [src]"
    )
    expect(hostile.section.locator(live)).to_have_count(0)
    assert thousand.page.evaluate("window.PWNED === undefined")
    assert [] == [url for url in thousand.asked if "evil.example" in url]
    assert [] == hostile.section.evaluate(WIDER)
    thousand.screenshot(PICTURES / "history-list-hostile.png")


def test_pictures(thousand, shown):
    """Light, dark, and on a narrow page, where nothing is wider than the list."""
    panel = shown.open(995)
    panel.get_by_role("button", name="Copy as curl").click()
    expect(panel.get_by_role("status")).to_contain_text("copied")
    for theme in ("Dark", "Light"):
        thousand.theme(f"JupyterLab {theme}")
        shown.page.wait_for_selector("#jupyterlab-splash", state="detached")
        assert [] == findings(shown.page, "section.nbauth-history")
        thousand.screenshot(PICTURES / f"history-list-{theme.lower()}.png")
    wide = shown.page.viewport_size
    shown.page.set_viewport_size({"width": 420, "height": 900})
    try:
        thousand.screenshot(PICTURES / "history-list-narrow.png")
        assert [] == shown.section.evaluate(WIDER)
    finally:
        shown.page.set_viewport_size(wide)


def test_new_ones_leave_the_page_as_it_is(thousand, shown):
    """After a cell they are on top; the place, the open row and the filter stay."""
    shown.filter("Host", "api.example.com")
    expect(shown.count).to_have_text("750 of 1,000 exchanges")
    shown.open(987)
    shown.box.evaluate("box => { box.scrollTop = 420 }")
    place = shown.box.evaluate(PLACE)
    thousand.run(SEND)
    expect(shown.count).to_have_text("752 of 1,002 exchanges")
    expect(shown.row(1001)).to_contain_text("/customers/1207")

    assert place == shown.box.evaluate(PLACE)
    expect(shown.panel(987)).to_be_visible()
    assert re.match(r"#1002\b", shown.section.locator(".nbauth-number").first.inner_text())


def test_replay(thousand, shown):
    """What came of it is said at the row, and it is a row; without its login nothing is sent, and it says why."""
    newest = int(shown.section.locator(".nbauth-number").first.inner_text()[1:])
    panel = shown.open(999)
    replay = panel.get_by_role("button", name="Replay")
    replay.focus()
    shown.press("Enter")
    expect(panel.get_by_role("status")).to_have_text(f"✓ #999 sent again, as #{newest + 1}: 200 OK")
    expect(shown.row(newest + 1)).to_contain_text("/customers/999")
    expect(shown.count).to_have_text(f"{newest + 1:,} exchanges")
    expect(replay).to_be_focused()
    thousand.run(LOG_OUT)
    replay.click()
    expect(panel.get_by_role("status")).to_contain_text("✗ #999 was sent with the login api")
    expect(shown.count).to_have_text(f"{newest + 1:,} exchanges")

"""Lessons 07 and 08 as a person does them: in JupyterLab, with the playground's pages in a tab of a real browser."""

from __future__ import annotations

import pytest
from e2e.axe import RUN, VERSION
from npm import modules
from playwright.sync_api import Page, expect

START = "%load_ext nbauth\nfrom nbauth import playground\nserver = playground.start()\nurl = server.url"
SIGN_IN = '%auth oauth2 {{url}}/api --issuer {{url}} --client-id notebook --scope "openid profile notes.read"'
READ = "%http GET {{url}}/api/notes"


def findings(page: Page) -> list[str]:
    """Return what axe finds; evaluated, for the page's policy lets no script in."""
    page.evaluate((modules("axe-core", VERSION) / "axe-core" / "axe.min.js").read_text())
    found: list[str] = page.evaluate(RUN, "body")
    return found


@pytest.fixture
def lesson(notebook):
    page = notebook([START, SIGN_IN, READ])
    page.run(0)
    page.run(1)
    return page


def signs_in(tab: Page, answer: str) -> None:
    """Fill in the pages by keyboard, as somebody who was told so by them."""
    expect(tab.get_by_text("Never type a real password here")).to_be_visible()
    expect(tab.get_by_label("User name")).to_be_focused()
    tab.keyboard.type("ada")
    tab.get_by_label("Password").fill(
        tab.get_by_role("listitem").filter(has_text="ada").locator("code").inner_text()
    )
    assert [] == findings(tab)
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("read your notes")).to_be_visible()
    assert [] == findings(tab)
    tab.get_by_role("button", name=answer).click()


def test_with_the_browser(lesson):
    """The tab comes back to the notebook, which is signed in as Ada."""
    form = lesson.output(1).locator("section.nbauth")
    form.get_by_role("button", name="Sign in with a browser").click()
    with lesson.page.context.expect_page() as there:
        form.get_by_role("link", name="Open the sign-in page").click()
    signs_in(there.value, "Allow")
    expect(there.value.get_by_text("You can close this tab.")).to_be_visible()

    expect(form).to_contain_text("Signed in")
    lesson.run(2)
    expect(lesson.output(2).first).to_contain_text("200 OK")


def test_somebody_denies(lesson):
    """The form says so, and nobody is logged in."""
    form = lesson.output(1).locator("section.nbauth")
    form.get_by_role("button", name="Sign in with a browser").click()
    with lesson.page.context.expect_page() as there:
        form.get_by_role("link", name="Open the sign-in page").click()
    signs_in(there.value, "Deny")

    expect(form).to_contain_text("access_denied")


def test_with_a_code(lesson):
    """Typed into the playground's page, in another context, as on another device."""
    form = lesson.output(1).locator("section.nbauth")
    form.get_by_role("button", name="Use a code on another device").click()
    code = form.locator(".nbauth-device")
    expect(code).to_be_visible()
    phone = lesson.page.context.browser.new_context().new_page()
    phone.goto(form.get_by_role("link").first.get_attribute("href").partition("?")[0])
    phone.get_by_label("Code").fill(code.inner_text().lower())
    assert [] == findings(phone)
    phone.keyboard.press("Enter")
    signs_in(phone, "Allow")
    expect(phone.get_by_text("The device goes on by itself.")).to_be_visible()
    phone.context.close()

    expect(form).to_contain_text("Signed in", timeout=20_000)
    lesson.run(2)
    expect(lesson.output(2).first).to_contain_text("200 OK")

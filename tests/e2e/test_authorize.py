"""Signing in from a notebook, at a real provider: in a browser's tab, by a pasted address, with a code elsewhere."""

from __future__ import annotations

from pathlib import Path

from e2e.axe import findings
from oauth2.browser import sign_in
from playwright.sync_api import expect

from nbauth._http import httpx

PICTURES = Path(__file__).parent.parent.parent / "build" / "screenshots"

START = "%load_ext nbauth\nimport nbauth\nissuer = {issuer!r}\nsession = nbauth.session()"
SIGN_IN = '%auth oauth2 {{issuer}}/api --issuer {{issuer}} --client-id notebook --scope "openid offline_access"'


def opened(notebook, provider, *cells):
    page = notebook([START.format(issuer=provider.issuer), SIGN_IN, *cells])
    page.run(0)
    page.run(1)
    return page, page.output(1).locator("section.nbauth")


def test_in_a_tab_of_the_browser(notebook, provider):
    """The cell returns at once; the person signs in and allows; the tab says that it can be closed, the form that
    somebody is signed in, and the next cell has the login. No token and no code is in what the kernel says."""
    page, form = opened(
        notebook, provider, "%http GET {{issuer}}/api/", "list(session.logins), len(session.history)"
    )
    page.command("notebook:run-cell", wait=False)
    page.run(2)
    expect(page.output(2).last).to_contain_text("waits for a login")
    form.get_by_role("button", name="Sign in with a browser").click()
    link = form.get_by_role("link", name="Open the sign-in page")
    expect(link).to_be_focused()
    assert [] == findings(page.page)
    page.screenshot(PICTURES / "sign-in-light.png")
    with page.page.context.expect_page() as there:
        page.page.keyboard.press("Enter")
    tab = there.value
    tab.get_by_label("User").fill("ada")
    tab.get_by_label("Password").fill("correct horse")
    tab.get_by_role("button", name="Log in").click()
    tab.get_by_role("button", name="Allow").click()
    expect(tab.get_by_text("You can close this tab.")).to_be_visible()
    code = tab.url.partition("code=")[2].partition("&")[0]
    expect(form).to_contain_text("Signed in")
    expect(form).to_contain_text(f"oauth2: OAuth 2 for {provider.issuer}/api")
    page.run(2)
    expect(page.output(2).first).to_contain_text("200 OK")
    received = b"\n".join(page.received)
    assert code and code.encode() not in received
    assert b"access_token" in received  # by its name


def test_by_the_address_of_the_last_page(notebook, provider):
    """Where the browser is on another machine than the kernel: the address is pasted; another one is refused."""
    page, form = opened(notebook, provider, "session.client.get(f'{issuer}/api/').json()['client']")
    form.get_by_role("button", name="Sign in with a browser").click()
    url = form.get_by_role("link", name="Open the sign-in page").get_attribute("href")
    back = url.partition("redirect_uri=")[2].partition("&")[0].replace("%3A", ":").replace("%2F", "/")
    field = form.get_by_label("Address of the last page", exact=True)
    field.fill(f"{back}?code=x&state=forged")
    field.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("not to this sign-in (another state)")
    field.fill(sign_in(url, end=back))
    field.press("Enter")
    expect(form).to_contain_text("Signed in")
    page.run(2)
    assert "'notebook'" in page.output(2).inner_text()


def test_with_a_code_on_another_device(notebook, provider):
    """The code and where to type it, for as long as it is good; the form changes when somebody has typed it."""
    page, form = opened(notebook, provider, "session.client.get(f'{issuer}/api/').json()['client']")
    form.get_by_role("button", name="Use a code on another device").click()
    code = form.locator(".nbauth-device")
    expect(code).to_be_visible()
    expect(form).to_contain_text("Time left:")
    assert [] == findings(page.page)
    page.screenshot(PICTURES / "device-code-light.png")
    link = form.get_by_role("link", name="Open it with the code").get_attribute("href")
    sign_in(link, code=code.inner_text())
    expect(form).to_contain_text("Signed in", timeout=30_000)
    page.run(2)
    assert "'notebook'" in page.output(2).inner_text()


def test_another_way_and_what_is_told(notebook, provider):
    """From the browser's way to the code's, and back; then who has signed in, by the keyboard, in light and dark. The
    panel of another cell has the login as soon as it is there."""
    page, form = opened(notebook, provider, "%auth")
    page.run(2)
    panel = page.output(2).locator("section.nbauth")
    expect(panel).to_contain_text("No logins yet")
    form.get_by_role("button", name="Use a code on another device").click()
    expect(form.get_by_role("img", name="QR code of the page to sign in at")).to_be_visible()
    page.theme("JupyterLab Dark")
    page.screenshot(PICTURES / "device-code-dark.png")
    assert [] == findings(page.page)
    form.get_by_role("button", name="Use another way").click()
    form.get_by_role("button", name="Sign in with a browser").click()
    url = form.get_by_role("link", name="Open the sign-in page").get_attribute("href")
    back = url.partition("redirect_uri=")[2].partition("&")[0].replace("%3A", ":").replace("%2F", "/")
    field = form.get_by_label("Address of the last page", exact=True)
    field.fill(sign_in(url, end=back))
    field.press("Enter")
    expect(form).to_contain_text("It allows: openid offline_access.")
    summary = form.locator("summary")
    summary.focus()
    page.page.keyboard.press("Enter")
    expect(form.get_by_role("row", name="sub ada")).to_be_visible()
    page.screenshot(PICTURES / "signed-in-dark.png")
    assert [] == findings(page.page)
    page.theme("JupyterLab Light")
    page.screenshot(PICTURES / "signed-in-light.png")
    expect(panel).to_contain_text("oauth2")
    expect(panel).to_contain_text("ada")


def test_a_401_that_leads_to_a_sign_in(notebook, provider):
    """Nothing is configured but the API: its 401 says how to sign in, and when somebody has, its card sends again and
    is the card of the answer, with the flow that led to it."""
    page = notebook(
        [
            START.format(issuer=provider.issuer),
            "%http GET {{issuer}}/api/",
            '%auth oauth2 {{issuer}}/api --register yes --scope "openid offline_access"',
            "%http_history 4 --flow",
        ]
    )
    page.run(0)
    page.run(1)
    answer = page.output(1).locator("section.nbauth")
    expect(answer).to_contain_text("It says who grants its tokens: %auth oauth2")
    page.run(2)
    form = page.output(2).locator("section.nbauth")
    form.get_by_role("button", name="Sign in with a browser").click()
    url = form.get_by_role("link", name="Open the sign-in page").get_attribute("href")
    expect(form).to_contain_text(f"At {provider.issuer}, and allow: openid offline_access.")
    back = url.partition("redirect_uri=")[2].partition("&")[0].replace("%3A", ":").replace("%2F", "/")
    httpx.get(sign_in(url, end=back))
    expect(form).to_contain_text("Signed in")
    answer.get_by_role("button", name="Send the request again").click()
    expect(page.output(1).first).to_contain_text("200 OK")
    page.run(3)
    expect(page.output(3).first).to_contain_text("A person's browser goes to the authorization server")
    page.screenshot(PICTURES / "sign-in-flow-light.png")
    page.theme("JupyterLab Dark")
    page.screenshot(PICTURES / "sign-in-flow-dark.png")


def test_cancelled(notebook, provider):
    """Nothing waits for it any more."""
    page, form = opened(notebook, provider, "session.client.get(f'{issuer}/api/').status_code")
    form.get_by_role("button", name="Sign in with a browser").click()
    expect(form.get_by_role("link", name="Open the sign-in page")).to_be_visible()
    form.get_by_role("button", name="Cancel").click()
    expect(form.get_by_role("status")).to_contain_text("the sign-in is cancelled")
    page.run(2)
    assert "401" in page.output(2).inner_text()

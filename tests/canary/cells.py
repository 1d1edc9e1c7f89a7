"""The notebook of the run: one cell or more for each feature.

Three parts. START loads nbauth and reads no secret by name. OURS is what nbauth makes and shows: logins, cards,
histories, exports, errors; none of it may hold a canary, also with the output guard off. YOURS is what a person
does with credentials that nbauth knows: prints them, logs them, raises them; only the guard and the filter of the
logs are between these cells and the disk.
"""

from __future__ import annotations

START = r"""
import logging, os
logging.basicConfig(filename="everything.log", level=logging.DEBUG, encoding="utf-8")
%load_ext nbauth
%logstart -o -r -t everything.ipython over
import nbauth
from nbauth import playground
from nbauth._http import httpx
server = playground.start()
server.users |= {"ada": os.environ["CANARY_BASIC_SECRET"], "zoë": os.environ["CANARY_DIGEST_SECRET"]}
url, site, nowhere = server.url, os.environ["CANARY_SITE"], "http://127.0.0.1:1"
by_name = site.replace("127.0.0.1", "localhost")
session = nbauth.session()

class Custom(httpx.Auth):
    def auth_flow(self, request):
        request.headers["X-Custom"] = os.environ["CANARY_CUSTOM_SECRET"]
        yield request
"""

OFF = {
    "nothing": "pass",
    "guard": "%config NBAuth.guard = False",
    # The record's redactor gives back what it gets. Those of the guard and of the logs are as they were.
    "record": r"""
from nbauth.core import live
from nbauth.core.redact import Redactor
def redacted(value, redact):
    for redactor in list(live._live):
        value = redact(redactor, value)
    return value
def alone(text=Redactor.text, data=Redactor.data):
    live.redacted = lambda value: redacted(value, text)
    live.redacted_data = lambda value: redacted(value, data)
alone()
Redactor.text = Redactor.url = lambda self, text: text
Redactor.data = Redactor.body = lambda self, content, about="": content
Redactor.headers = lambda self, pairs: tuple(pairs)
Redactor.clean = lambda self, *texts: True
""",
    # The factory makes records as the one before it does.
    "logs": r"""
from nbauth.wire import logs
logs._Redacting.__call__ = lambda self, *args, **kwargs: self._inner(*args, **kwargs)
""",
}
"""What switches a protection off, right after START."""

LOGINS = {
    "%auth": "%auth",
    "%auth -h": "%auth -h",
    "%auth basic": (
        "%auth basic {{url}}/basic --username ada --password-from env:CANARY_BASIC_SECRET --as basic_login\n"
        "%auth basic {{site}}/basic --username ada --password-from env:CANARY_BASIC_SECRET --as echoed_login"
    ),
    "%auth digest": "%auth digest {{url}}/digest --username zoë --password-from env:CANARY_DIGEST_SECRET",
    "%auth bearer": "%auth bearer {{site}}/bearer --token-from env:CANARY_BEARER_SECRET",
    "%auth apikey, header": "%auth apikey {{site}}/header --key-from env:CANARY_HEADER_KEY_SECRET",
    "%auth apikey, query": (
        "%auth apikey {{site}}/query --key-from env:CANARY_QUERY_KEY_SECRET --location query --header q"
    ),
    "%auth apikey, cookie": (
        "%auth apikey {{site}}/cookie --key-from env:CANARY_COOKIE_KEY_SECRET --location cookie --header c"
    ),
    "%auth netrc": "%auth netrc netrc",
    "%auth use": "%auth use Custom() {{site}}/custom",
    "%auth, prompted": "%auth basic {{site}}/prompted --username eve",
    "%auth list": "%auth list",
}

REQUESTS = {
    "%http": "%http GET {{url}}/basic",
    "%http --flow": "%http --flow GET {{url}}/digest",
    "%http --async": "%http --async GET {{site}}/bearer",
    "%http --dry-run": "%http --dry-run GET {{site}}/query?a=1\n%http --dry-run GET {{site}}/bearer",
    "%http --quiet": "%http --quiet GET {{site}}/header",
    "%http --no-redirects": "%http --no-redirects GET {{site}}/header/away",
    "%http --auth": (
        "%http --auth basic_login GET {{url}}/basic\n"
        "one_off = nbauth.BasicAuth('u', os.environ['CANARY_AUTH_ARGUMENT_SECRET'])\n"
        "%http --auth one_off GET {{site}}/echo\n"
        "%http --auth none GET {{url}}/basic"
    ),
    "%http --session": "%http --session another GET {{site}}/echo",
    "%auth test": "%auth test basic_login",
    "%auth explain": "%auth explain {{site}}/bearer",
    **{f"each scheme, echoed: {each}": f"%http GET {{{{site}}}}/{each}" for each in ("header", "query", "cookie")},
    **{
        f"each kind of body: {each}": f"%http GET {{{{site}}}}/bearer/{each}" for each in ("gzip", "utf-16", "html")
    },
    "basic, echoed": "%http GET {{site}}/basic",
    "custom": "%http GET {{site}}/custom",
    "prompted": "%http GET {{site}}/prompted",
    "netrc": "%http GET {{by_name}}/echo",
    "a login's field as a variable": "%%http\nPOST {{url}}/digest\n\n{{digest_password}}",
    "Secret": (
        "header_secret = nbauth.Secret(os.environ['CANARY_CELL_HEADER_SECRET'], 'header_secret')\n"
        "query_secret = nbauth.Secret(os.environ['CANARY_CELL_QUERY_SECRET'], 'query_secret')\n"
        "body_secret = nbauth.Secret(os.environ['CANARY_CELL_BODY_SECRET'], 'body_secret')\n"
        "header_secret, f'{query_secret}', str(body_secret)"
    ),
    "%%http with Secrets": (
        "%%http r <<\nPOST {{site}}/echo?q={{query_secret}}\nX-Key: {{header_secret}}\n"
        'Content-Type: application/json\n\n{"password": "{{body_secret}}"}'
    ),
    "%%http, a header that is no ASCII": "%%http\nGET {{site}}/echo\nX-Key: {{body_secret}}",
    "%%http, a form": "%%http\nPOST {{site}}/echo\nContent-Type: application/x-www-form-urlencoded\n\na={{body_secret}}",
    "%%http, $processEnv": "%%http\nPOST {{site}}/echo\n\n{{$processEnv CANARY_ENV_TOKEN_SECRET}}",
    "%%http, several": (
        "%%http\n# @name login\nPOST {{site}}/token\n\ngrant_type=password&password={{body_secret}}\n\n###\n"
        "GET {{site}}/echo\nAuthorization: Bearer {{login.response.body.$.access_token}}\n\n###\n"
        "POST {{site}}/echo\n\n{{login.response.body.$.refresh_token}}"
    ),
    "# @prompt": "%%http\n# @prompt otp the code on your phone\nPOST {{site}}/echo\n\n{{otp}}",
    "curl": '%%http\ncurl $site/curl -u "ada:$CANARY_CURL_SECRET" -d a=1',
    "a response": "r",
    "what a response leads to": "[r, r.request, r.request.headers, str(r.request.url), vars(r.request), r.history]",
    "objects": "session, dict(session.logins), session.vault, session.history[:], session.redactor",
    "session.client": "session.client.get(f'{site}/query')",
    "session.async_client": "await session.async_client.get(f'{site}/bearer')",
    "session.run": "session.run('GET {{site}}/header', variables=globals())",
    "a stream": (
        "with session.client.stream('GET', f'{site}/cookie') as streamed:\n    print(len(streamed.read()))\nstreamed"
    ),
    "a widget": "import ipywidgets\nipywidgets.VBox([ipywidgets.Label(repr(session)), ipywidgets.HTML(repr(r))])",
}

FORMS = {
    "a login form": "session.form(f'{site}/form', 'basic')",
    "a login form, filled in": "%http GET {{site}}/form",
    "%auth --form": "%auth digest {{site}}/never --username ada --form",
    "SecretField": (
        "from nbauth.widgets.secret_field import SecretField\nfield = SecretField('Field', name='field_secret')\nfield"
    ),
    "SecretField, filled in": "field_secret = field.secret\nfield, field_secret, repr(field), vars(field)",
    "SecretField, used": "%%http\nPOST {{site}}/echo\n\n{{field_secret}}",
    "a 401 with its form": "%http GET {{site}}/asking",
    "a 401, answered": (
        "import time\nasked = _\nwhile asked.status_code != 200: time.sleep(0.01)\nasked, session.logins['answered']"
    ),
    "the panel": "%auth",
}

TYPED = {
    "a login form": ("FORM", {"scheme": "basic", "origin": "{site}/form", "name": "form_login"}),
    "SecretField": ("FIELD", {}),
    "a 401 with its form": ("ANSWERED", {"scheme": "basic", "origin": "{site}", "name": "answered"}),
}
"""What is typed into the form that a cell has shown, once it has run."""

HISTORY = {
    "%http_history": "%http_history",
    "%http_history --flow": "%http_history --flow",
    "%http_history --curl": "%http_history --curl\n%http_history 1-9 --curl",
    "%http_history --python": "%http_history 1-99 --python",
    "%http_history --http": "%http_history 1-99 --http",
    "%http_history --har": "%http_history --har exported.har",
    "%http_history --replay": "%http_history 1 --replay",
    "%http_history --diff": "%http_history --diff 1 2",
    "exports": (
        "from pathlib import Path\n"
        "for each in ('curl', 'python', 'http'):\n"
        "    text = getattr(session.history, each)(list(session.history))\n"
        "    Path(f'exported.{each}').write_text(text, encoding='utf-8')"
    ),
    "nbauth.flow": (
        "for each in [*session.history[:12], *session.history[-4:]]:\n"
        "    display(nbauth.flow(each))\n"
        "    nbauth.flow(each).save(f'exported-{each.number}.svg')"
    ),
    "save": "session.history.save('exported.jsonl')",
    "load": "session.history.load('exported.jsonl')",
    "%http_history --load": "%http_history --load exported.har",
    "%http_history --clear": "%http_history --clear",
}

MISTAKES = {
    "nothing listens": "%http GET {{nowhere}}/?q={{query_secret}}",
    "the server hangs up": "%http GET {{site}}/query/../drop?q={{query_secret}}",
    "--check": "%http --check GET {{site}}/status/401?q={{query_secret}}",
    "raise_for_status": "session.client.get(f'{site}/query/../status/500').raise_for_status()",
    "no such variable": "%http GET {{site}}/{{nothing}}",
    "an option that is none": "%http --tokn {{query_secret}} GET {{site}}",
    "a scheme that is none": "%auth bsic {{site}} --password {{query_secret}}",
    "no such source": "%auth basic {{site}} --username ada --password-from env:CANARY_NO_SUCH_SECRET",
    "a token that no header can hold": "%auth bearer {{site}}/x --token-from env:CANARY_BASIC_SECRET",
    "a netrc file with a mistake": "%auth netrc netrc-with-a-mistake",
    "an expression that fails": "%auth use Custom(os.environ['CANARY_CUSTOM_SECRET']) {{site}}/x",
    "a URL that is none": "%%http\nGET http://{{query_secret}}:{{body_secret}}/",
    "a port that is none": "session.client.get('http://ada:' + os.environ['CANARY_CURL_SECRET'] + '@127.0.0.1/')",
    "pickle": "import pickle\npickle.dumps(body_secret)",
    "pickle of a session": "pickle.dumps(session)",
    "%store": "%store body_secret\n%store session",
    "json": "import json\njson.dumps({'password': body_secret})",
    "the whole stack": "%config NBAuth.short_errors = False\n%http GET {{nowhere}}/?q={{query_secret}}",
    "the last stack again": "%tb",
    "a setting that is none": "%config NBAuth.timeout = 'x'",
}

OURS = {**LOGINS, **FORMS, **REQUESTS, **HISTORY, **MISTAKES, "%whos": "%config NBAuth.short_errors = True\n%whos"}

YOURS = {
    "what was sent comes back": (
        "for path in 'basic bearer header query cookie custom prompted'.split():\n"
        "    print(session.client.get(f'{site}/{path}').text)"
    ),
    "what a server gave": "session.client.get(f'{site}/token').text",
    "what r knows": "r.headers, r.text, r.json(), list(r.iter_bytes())",
    "values": (
        "values = [value for name, value in os.environ.items() if name.startswith('CANARY_') and name != 'CANARY_SITE']\n"
        "given = session.client.get(f'{site}/token').json()\n"
        "values += [given['access_token'], given['refresh_token'], *session.client.cookies.values()]"
    ),
    "the last expression of a cell": "values",
    "print": "print(*values, sep='\\n')",
    "print in pieces": (
        "import sys\n"
        "for value in values:\n"
        "    for piece in (value[:5], value[5:9], value[9:], ' '):\n"
        "        print(piece, end='', flush=True)"
    ),
    "stderr": "for value in values: print(value.encode(), file=sys.stderr)",
    "encoded": (
        "import base64, html, json, urllib.parse\n"
        "for value in values:\n"
        "    data = value.encode()\n"
        "    print(base64.b64encode(data), base64.b64encode(b'ada:' + data), data.hex(), urllib.parse.quote(value))\n"
        "    print(json.dumps(json.dumps(value)), html.escape(value), value.upper())"
    ),
    "an error": "raise ValueError(values)",
    "an error, %xmode Verbose": "%xmode Verbose\n(lambda local: 1 / 0)(values)",
    "display, with metadata": (
        "display({'text/plain': repr(values), 'text/html': html.escape(values[0]), 'application/json': values},\n"
        "    metadata={'of': values}, raw=True)"
    ),
    "a display that changes": "shown = display('nothing', display_id=True)\nshown.update(ipywidgets.HTML(values[1]))",
    "widgets": "ipywidgets.VBox([ipywidgets.Text(value) for value in values])",
    "a widget that changes": "box = ipywidgets.Password()\nfor value in values: box.value = value\nbox",
    "an Output widget": "out = ipywidgets.Output()\nwith out:\n    print(values)\n    raise KeyError(values)",
    "an Output widget, shown": "out.append_stdout(str(values))\nout",
    "a comm with buffers": (
        "from comm import create_comm\n"
        "made = create_comm(target_name='nobody', data={'of': values}, buffers=[value.encode() for value in values])"
    ),
    "!echo": "import shlex\nwords = shlex.join(values)\n!printf '%s\\n' {words}",
    "%env": "%env CANARY_SHOWN={values[0]}\n%env",
    "%whos of texts": "first, last = values[0], values[-1]\n%whos",
    "a log of yours": (
        "log = logging.getLogger('of.somebody')\n"
        "for value in values: log.info('%s', value)\n"
        "try:\n    raise ValueError(values)\n"
        "except ValueError:\n    log.exception('it failed')"
    ),
    "a warning": "import warnings\nwarnings.warn(values[0])",
    "%history -o": "%history -o -f everything.history",
    "%logstop": "%logstop",
    "a log's end": "logging.shutdown()\nget_ipython().history_manager.writeout_cache()",
}

ANSWERS = {"%auth, prompted": "PROMPTED", "# @prompt": "OTP"}
"""Whose value is typed where a cell asks for one."""

FAILS = {*MISTAKES, "an error", "an error, %xmode Verbose"} - {"the last stack again", "a setting that is none"}
"""The cells that end in an error; all others must go well, or the run would prove less than it says."""

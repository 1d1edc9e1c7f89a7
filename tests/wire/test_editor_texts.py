"""Texts as the documentation of VS Code's REST Client and of JetBrains' HTTP Client shows them, run for real.

Each is written here for the playground's /echo, in the form of a section of
https://github.com/Huachao/vscode-restclient (README) or https://www.jetbrains.com/help/idea/exploring-http-syntax.html.
"""

from __future__ import annotations

import json
import re

import pytest

from nbauth import playground
from nbauth.errors import RequestSyntaxError
from nbauth.wire.session import Session

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture(scope="module")
def running():
    with playground.start() as server:
        yield server


@pytest.fixture
def arrived(running, tmp_path, monkeypatch):
    """Run a text, with files beside it, and return what arrived: method, target, headers, body."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBAUTH_TEST_USER", "ada")
    (tmp_path / "demo.xml").write_text("<demo>\r\n  {{title}}</demo>")
    (tmp_path / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    running.seen.clear()
    host = running.url.removeprefix("http://")
    with Session() as session:

        def run(text, **variables):
            session.run(text, variables={"host": host, "url": running.url, **variables})
            return [
                (each.method, f"{each.path}{f'?{each.query}' if each.query else ''}", each.headers, each.body)
                for each in running.seen
            ]

        run.session = session
        yield run


VSCODE = {
    "usage": (
        "{{url}}/echo\n",
        [("GET", "/echo", {}, "")],
    ),
    "headers and body": (
        "POST {{url}}/echo HTTP/1.1\ncontent-type: application/json\n\n"
        '{\n    "name": "sample",\n    "time": "Wed, 21 Oct 2015 18:27:50 GMT"\n}\n',
        [("POST", "/echo", {"content-type": "application/json"}, '{\n    "name": "sample",\n    "time": "Wed, 21 Oct 2015 18:27:50 GMT"\n}')],
    ),
    "select request text": (
        "GET {{url}}/echo?1 HTTP/1.1\n\n###\n\nGET {{url}}/echo?2 HTTP/1.1\n\n###\n\nPOST {{url}}/echo HTTP/1.1\n\nx\n",
        [("GET", "/echo?1", {}, ""), ("GET", "/echo?2", {}, ""), ("POST", "/echo", {}, "x")],
    ),
    "query strings": (
        "GET {{url}}/echo\n    ?page=2\n    &pageSize=10\n",
        [("GET", "/echo?page=2&pageSize=10", {}, "")],
    ),
    "body from a file": (
        "POST {{url}}/echo HTTP/1.1\nContent-Type: application/xml\nAuthorization: token xxx\n\n< ./demo.xml\n",
        [("POST", "/echo", {"authorization": "token xxx"}, "<demo>\r\n  {{title}}</demo>")],
    ),
    "body from a file with variables": (
        "@title = é\nPOST {{url}}/echo HTTP/1.1\nContent-Type: application/xml\n\n<@utf8 ./demo.xml\n",
        [("POST", "/echo", {"content-type": "application/xml"}, "<demo>\r\n  é</demo>")],
    ),
    "multipart": (
        "POST {{url}}/echo\nContent-Type: multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW\n\n"
        '------WebKitFormBoundary7MA4YWxkTrZu0gW\nContent-Disposition: form-data; name="text"\n\ntitle\n'
        '------WebKitFormBoundary7MA4YWxkTrZu0gW\nContent-Disposition: form-data; name="image"; filename="1.png"\n'
        "Content-Type: image/png\n\n< ./1.png\n------WebKitFormBoundary7MA4YWxkTrZu0gW--\n",
        [("POST", "/echo", {}, b'------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
          b'title\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name="image"; filename="1.png"\r\n'
          b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\xff\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n")],
    ),
    "form": (
        "POST {{url}}/echo HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nname=foo\n&title=a b\n",
        [("POST", "/echo", {}, "name=foo&title=a%20b")],
    ),
    "GraphQL": (
        "POST {{url}}/echo\nContent-Type: application/json\nX-REQUEST-TYPE: GraphQL\n\n"
        "query ($name: String!) {\n  repository(name: $name) {\n    name\n  }\n}\n\n{\n    \"name\": \"nbauth\"\n}\n",
        [("POST", "/echo", {"content-type": "application/json", "x-request-type": None},
          {"query": "query ($name: String!) {\n  repository(name: $name) {\n    name\n  }\n}", "variables": {"name": "nbauth"}})],
    ),
    "Basic": (
        "GET {{url}}/echo HTTP/1.1\nAuthorization: Basic user:passwd\n###\n"
        "GET {{url}}/echo HTTP/1.1\nAuthorization: Basic dXNlcjpwYXNzd2Q=\n###\n"
        "GET {{url}}/echo HTTP/1.1\nAuthorization: Basic user passwd\n",
        [("GET", "/echo", {"authorization": "Basic dXNlcjpwYXNzd2Q="}, "")] * 3,
    ),
    "file variables": (
        "@hostname = {{host}}\n@base = http://{{hostname}}\n@contentType = application/json\n"
        "@createdAt = {{$datetime iso8601}}\n@modifiedBy = {{$processEnv NBAUTH_TEST_USER}}\n\n###\n\n@name = hello\n\n"
        "GET {{base}}/echo?{{name}} HTTP/1.1\n\n###\n\nPATCH {{base}}/echo?{{name}} HTTP/1.1\n"
        'Content-Type: {{contentType}}\n\n{\n    "content": "foo bar",\n    "created_at": "{{createdAt}}",\n'
        '    "modified_by": "{{modifiedBy}}"\n}\n',
        [("GET", "/echo?hello", {}, ""),
         ("PATCH", "/echo?hello", {"content-type": "application/json"},
          re.compile(rf'{{\n    "content": "foo bar",\n    "created_at": "{TIME}",\n    "modified_by": "ada"\n}}'))],
    ),
    "request variables": (
        "@baseUrl = {{url}}\n\n# @name login\nPOST {{baseUrl}}/echo?1 HTTP/1.1\n"
        "Content-Type: application/x-www-form-urlencoded\n\nname=foo&title=bar\n\n###\n\n"
        "@authToken = {{login.response.headers.content-type}}\n\n# @name createComment\nPOST {{baseUrl}}/echo?2 HTTP/1.1\n"
        'X-Auth: {{authToken}}\nContent-Type: application/json\n\n{\n    "content": "fake content"\n}\n\n###\n\n'
        "@commentId = {{createComment.response.body.$.query}}\n\n# @name getCreatedComment\n"
        "GET {{baseUrl}}/echo?3/{{commentId}} HTTP/1.1\nX-Auth: {{authToken}}\n\n###\n\n// @name getReplies\n"
        "GET {{baseUrl}}/echo?4{{getCreatedComment.response.body.$.headers['host']}} HTTP/1.1\n",
        [("POST", "/echo?1", {}, "name=foo&title=bar"),
         ("POST", "/echo?2", {"x-auth": "application/json"}, '{\n    "content": "fake content"\n}'),
         ("GET", "/echo?3/2", {"x-auth": "application/json"}, ""),
         ("GET", re.compile(r"/echo\?4127\.0\.0\.1:\d+"), {}, "")],
    ),
    "prompt variables": (
        "@contentType = application/json\n\n###\n# @prompt username\n# @prompt refCode Your reference code display on webpage\n"
        "POST {{url}}/echo?{{refCode}} HTTP/1.1\nContent-Type: {{contentType}}\n\n{\n    \"username\": \"{{username}}\"\n}\n",
        [("POST", "/echo?r7", {"content-type": "application/json"}, '{\n    "username": "ada"\n}')],
    ),
    "system variables": (
        "POST {{url}}/echo HTTP/1.1\nContent-Type: application/xml\nDate: {{$datetime rfc1123}}\n\n{\n"
        '    "user_name": "{{$processEnv NBAUTH_TEST_USER}}",\n    "request_id": "{{$guid}}",\n    "updated_at": "{{$timestamp}}",\n'
        '    "created_at": "{{$timestamp -1 d}}",\n    "review_count": "{{$randomInt 5 200}}",\n'
        "    \"custom_date\": \"{{$datetime 'YYYY-MM-DD'}}\",\n    \"local_custom_date\": \"{{$localDatetime 'YYYY-MM-DD'}}\"\n}\n",
        [("POST", "/echo", {"date": re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")},
          re.compile(rf'{{\n    "user_name": "ada",\n    "request_id": "{UUID}",\n    "updated_at": "\d{{10}}",\n'
                     r'    "created_at": "\d{10}",\n    "review_count": "\d{1,3}",\n    "custom_date": "\d{4}-\d\d-\d\d",\n'
                     r'    "local_custom_date": "\d{4}-\d\d-\d\d"\n}'))],
    ),
    "per-request settings": (
        "# @no-redirect\nGET {{url}}/redirect?to=/echo\n",
        [("GET", "/redirect?to=/echo", {}, "")],
    ),
}  # fmt: skip

JETBRAINS = {
    "comments": (
        "// A basic request\nGET {{url}}/echo\n",
        [("GET", "/echo", {}, "")],
    ),
    "several requests": (
        "// A basic request\n{{url}}/echo\n\n###\n\n// A second request using the GET method\n{{url}}/echo?id=123&value=content\n",
        [("GET", "/echo", {}, ""), ("GET", "/echo?id=123&value=content", {}, "")],
    ),
    "names": (
        "### first\nGET {{url}}/echo?1\n\n###\n# @name = second\nGET {{url}}/echo?2\n\n### A longer title\n"
        "GET {{url}}/echo?{{first.response.body.$.query}}{{second.response.body.$.query}}\n",
        [("GET", "/echo?1", {}, ""), ("GET", "/echo?2", {}, ""), ("GET", "/echo?12", {}, "")],
    ),
    "line breaks with indent": (
        "// Using line breaks with indent\nGET {{url}}\n    /echo\n    ?id=123\n    &value=content\n",
        [("GET", "/echo?id=123&value=content", {}, "")],
    ),
    "query parameters on separate lines": (
        "GET {{url}}/echo?\n    firstname=John&\n    lastname=Doe&\n    planet=Tatooine\n",
        [("GET", "/echo?firstname=John&lastname=Doe&planet=Tatooine", {}, "")],
    ),
    "Basic and Digest": (
        "// Basic authentication\nGET {{url}}/echo\nAuthorization: Basic {{username}} {{password}}\n\n###\n\n"
        "// Digest authentication\nGET {{url}}/digest\nAuthorization: Digest {{username}} {{password}}\n",
        [("GET", "/echo", {"authorization": re.compile("Basic [A-Za-z0-9+/=]+")}, ""),
         ("GET", "/digest", {}, ""),
         ("GET", "/digest", {"authorization": re.compile('Digest username="ada".*')}, "")],
    ),
    "body in place": (
        "// The request body is provided in place\nPOST {{url}}/echo HTTP/1.1\nContent-Type: application/json\n"
        'Cookie: key=first-value\n\n{ "key" : "value", "list": [1, 2, 3] }\n',
        [("POST", "/echo", {"cookie": "key=first-value"}, '{ "key" : "value", "list": [1, 2, 3] }')],
    ),
    "body from a file": (
        "// The request body is read from a file\nPOST {{url}}/echo\nContent-Type: application/json\n\n< ./demo.xml\n",
        [("POST", "/echo", {}, "<demo>\r\n  {{title}}</demo>")],
    ),
    "form": (
        "POST {{url}}/echo\nContent-Type: application/x-www-form-urlencoded\n\n"
        "key1 = value1 &\nkey2 = {{my-var}} &\nfact = 1 %+ 1 %= 2\n",
        [("POST", "/echo", {}, "key1=value1&key2=my-dev-value&fact=1%20%2B%201%20%3D%202")],
    ),
    "multipart": (
        "POST {{url}}/echo HTTP/1.1\nContent-Type: multipart/form-data; boundary=boundary\n\n--boundary\n"
        'Content-Disposition: form-data; name="first"; filename="input.txt"\n\n< ./demo.xml\n--boundary\n'
        'Content-Disposition: form-data; name="second"; filename="input-second.txt"\n\nText\n--boundary--\n',
        [("POST", "/echo", {}, '--boundary\r\nContent-Disposition: form-data; name="first"; filename="input.txt"\r\n\r\n'
          "<demo>\r\n  {{title}}</demo>\r\n--boundary\r\n"
          'Content-Disposition: form-data; name="second"; filename="input-second.txt"\r\n\r\nText\r\n--boundary--\r\n')],
    ),
    "no redirects": (
        "// @no-redirect\n{{url}}/redirect?to=/echo\n",
        [("GET", "/redirect?to=/echo", {}, "")],
    ),
    "timeouts": (
        "# @timeout 600\nGET {{url}}/echo?1\n\n###\n\n// @connection-timeout 2 m\nGET {{url}}/echo?2\n",
        [("GET", "/echo?1", {}, ""), ("GET", "/echo?2", {}, "")],
    ),
    "variables": (
        "GET http://{{host}}/echo?id={{id-value}}\nContent-Type: application/json\n\n{\n    \"key\": \"{{my-var}}\"\n}\n",
        [("GET", "/echo?id=12345", {}, '{\n    "key": "my-dev-value"\n}')],
    ),
    "in-place variables": (
        "@myhost = {{host}}\nGET http://{{myhost}}/echo\n",
        [("GET", "/echo", {}, "")],
    ),
    "dynamic variables": (
        "GET {{url}}/echo?id={{$uuid}}&r={{$random.uuid}}&t={{$timestamp}}&n={{$randomInt}}&m={{$random.integer(100, 500)}}\n"
        "X-Time: {{$isoTimestamp}}\nX-Mail: {{$random.email}}\nX-Letters: {{$random.alphabetic(7)}}\n",
        [("GET", re.compile(rf"/echo\?id={UUID}&r={UUID}&t=\d{{10}}&n=\d{{1,3}}&m=[1-4]\d\d"),
          {"x-time": re.compile(TIME), "x-mail": re.compile(".+@.+"), "x-letters": re.compile("[A-Za-z]{7}")}, "")],
    ),
    "GraphQL": (
        "### a query\nGRAPHQL {{url}}/echo\n\nquery Names($n: Int) {\n    names(first: $n)\n}\n\n{\n    \"n\": 3\n}\n",
        [("POST", "/echo", {"content-type": "application/json"},
          {"query": "query Names($n: Int) {\n    names(first: $n)\n}", "operationName": "Names", "variables": {"n": 3}})],
    ),
}  # fmt: skip

ALL = {f"VS Code: {name}": row for name, row in VSCODE.items()} | {
    f"JetBrains: {name}": row for name, row in JETBRAINS.items()
}


def matches(expected, found):
    """Compare with a text, a pattern, bytes, or a JSON document."""
    if isinstance(expected, re.Pattern):
        return bool(expected.fullmatch(found.decode() if isinstance(found, bytes) else found))
    if isinstance(expected, dict):
        return expected == json.loads(found)
    return expected == (found.decode() if isinstance(found, bytes) and isinstance(expected, str) else found)


@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("text, expected", ALL.values(), ids=ALL)
def test_it_runs(arrived, running, text, expected, eol):
    """As the editors would send it, with line ends of either system."""
    found = arrived(
        text.replace("\n", eol),
        **{
            "refCode": "r7",
            "username": "ada",
            "password": running.users["ada"],
            "my-var": "my-dev-value",
            "id-value": 12345,
        },
    )

    assert [row[0] for row in expected] == [row[0] for row in found]
    for (_, target, headers, body), (_, found_target, found_headers, found_body) in zip(
        expected, found, strict=True
    ):
        assert matches(target, found_target)
        assert matches(body, found_body)
        for name, value in headers.items():
            assert value is None if found_headers.get(name) is None else matches(value, found_headers[name])


REFUSED = {
    "VS Code: XPath": ("# @name a\nGET {{url}}/echo\n###\nGET {{url}}/echo?{{a.response.body.//reply[1]/@id}}",
                       "line 4, column 18: XPath is not supported; take the value out of the response in Python"),
    "VS Code: script variables": ("@currentDate = {{() => new Date()}}\nGET {{url}}/echo?{{currentDate}}",
                                  "line 1, column 16: a script in {{ }} is not supported"),
    "VS Code: dotenv": ("GET {{url}}/echo?{{$dotenv USERNAME}}", "line 1, column 18: {{$dotenv}} is not supported"),
    "VS Code: AWS": ("GET {{url}}/echo\nAuthorization: AWS id key", "line 2, column 1: Authorization: AWS is not supported"),
    "VS Code: note": ("# @note\nGET {{url}}/echo", "line 1, column 1: # @note is not supported"),
    "VS Code: no-cookie-jar": ("# @no-cookie-jar\nGET {{url}}/echo", "line 1, column 1: # @no-cookie-jar is not supported"),
    "JetBrains: scripts before": ('< {%\n    request.variables.set("firstname", "John")\n%}\nGET {{url}}/echo',
                                  "line 1, column 1: a script ({% %}) is not supported"),
    "JetBrains: response handler": ("GET {{url}}/echo\n\n> {%\n    client.global.set(\"a\", 1);\n%}",
                                    "line 3, column 1: a script (> {% %}) is not supported"),
    "JetBrains: response file": ("POST {{url}}/echo\n\n{}\n\n>> myFolder/myFile.json",
                                 "line 5, column 1: a response file (<>, >>) is not supported"),
    "JetBrains: no-log": ("// @no-log\nGET {{url}}/echo", "line 1, column 1: # @no-log is not supported"),
    "JetBrains: WebSocket": ("WEBSOCKET ws://localhost/ws", "line 1, column 1: WEBSOCKET is not supported"),
    "JetBrains: gRPC": ("GRPC localhost:8080/helloworld.Greeter/SayHello", "line 1, column 1: GRPC is not supported"),
    "JetBrains: run": ("run ./other.http", "line 1, column 1: run is not supported"),
}  # fmt: skip


@pytest.mark.parametrize("text, message", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_name(arrived, running, text, message):
    """What nbauth does not have, and nothing is sent."""
    with pytest.raises(RequestSyntaxError) as caught:
        arrived(text)

    assert message == str(caught.value).partition("\n")[0]
    assert 0 == len(running.seen)

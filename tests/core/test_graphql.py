"""GraphQL: query and variables as one JSON document."""

from __future__ import annotations

import json

import pytest

from nbauth.core.graphql import GraphQLFailed, graphql_body, is_graphql

CANARY = 'p+/"&<%é z9'


@pytest.mark.parametrize(
    "text, document",
    [
        ("{ hero { name } }", {"query": "{ hero { name } }", "variables": {}}),
        ("query Q($a: Int) {\n  x(a: $a)\n}\n\n{\n  \"a\": 1\n\n}\n",
         {"query": "query Q($a: Int) {\n  x(a: $a)\n}", "operationName": "Q", "variables": {"a": 1}}),
        ("mutation  M { a }\n\nfragment F on T { b }\n \n\n{}",
         {"query": "mutation  M { a }\n\nfragment F on T { b }", "operationName": "M", "variables": {}}),
        ('{ x(s: "é\\"") }', {"query": '{ x(s: "é\\"") }', "variables": {}}),
        ("query { a }\n\n{ b }", {"query": "query { a }\n\n{ b }", "variables": {}}),
    ],
)  # fmt: skip
def test_body(text, document):
    """The variables come after an empty line; the query keeps its own empty lines."""
    assert document == json.loads(graphql_body(text))


def test_variables_that_are_no_json():
    """Said without quoting them, also not in the context."""
    with pytest.raises(GraphQLFailed, match=r"^the variables of this GraphQL request are no JSON$") as caught:
        graphql_body('{ a }\n\n{"b": ' + CANARY)

    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "method, header, marked",
    [
        ("GRAPHQL", ("", ""), True),
        ("POST", ("X-REQUEST-TYPE", "GraphQL"), True),
        ("POST", ("x-request-type", " graphql "), True),
        ("POST", ("X-Request-Type", "REST"), False),
        ("POST", ("Content-Type", "application/graphql"), False),
    ],
)
def test_marks(method, header, marked):
    """JetBrains' method and VS Code's header."""
    assert marked == is_graphql(method, *header)


@pytest.mark.parametrize(
    "text", ["a" + "\n" * 200_000 + "b", "a\n" + " " * 200_000 + "b", "{ a }" + "\n\n{ b" * 2000]
)
def test_linear_time(text):
    """Long runs of white space are looked at once."""
    assert json.loads(graphql_body(text))["query"]

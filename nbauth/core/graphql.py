"""A GraphQL request as it is written: a query and, after an empty line, its variables; sent as JSON.

Marked by the method GRAPHQL (JetBrains) or the header ``X-Request-Type: GraphQL`` (VS Code REST Client). The JSON
is that of the GraphQL over HTTP specification: query, operationName, variables.
"""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["GraphQLFailed", "graphql_body", "is_graphql"]

MARK = "x-request-type"
GAP = re.compile(r"\n\s*\n\s*")
OPERATION = re.compile(r"\s*(?:query|mutation|subscription)\s+(\w+)")
JSON_BEGIN = re.compile(r"\{\s*(\"|\})")


class GraphQLFailed(ValueError):
    """Variables that are no JSON."""


def is_graphql(method: str, name: str = "", value: str = "") -> bool:
    """Tell whether this method, or this header, marks a GraphQL request."""
    return method == "GRAPHQL" or (name.lower() == MARK and value.strip().lower() == "graphql")


def graphql_body(text: str) -> str:
    """Return the JSON for a query, with its variables where there are some.

    Raises:
        GraphQLFailed: what follows the query looks like JSON and is none.
    """
    query, variables = _split(text)
    document: dict[str, Any] = {"query": query}
    if name := OPERATION.match(query):
        document["operationName"] = name[1]
    return json.dumps({**document, "variables": variables}, ensure_ascii=False)


def _split(text: str) -> tuple[str, dict[str, Any]]:
    is_near = False
    for gap in GAP.finditer(text):
        rest = text[gap.end() :]
        if rest[:1] != "{":
            continue
        try:
            variables = json.loads(rest)
        except (ValueError, RecursionError):
            is_near = is_near or JSON_BEGIN.match(rest) is not None
            continue
        if isinstance(variables, dict):
            return text[: gap.start()].strip(), variables
    if is_near:
        # Outside of the except clause: the error of JSON holds the text.
        raise GraphQLFailed("the variables of this GraphQL request are no JSON")
    return text.strip(), {}

"""HAR 1.2 as a JSON schema, written from the specification: http://www.softwareishard.com/blog/har-12-spec/.

Stricter than the specification in one way: a field that it does not name is only allowed with an underscore, as it
wants custom fields to have.
"""

from __future__ import annotations

from typing import Any

import jsonschema

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
NOT_NEGATIVE: Schema = {"type": "number", "minimum": 0}
OR_UNKNOWN: Schema = {"type": "number", "minimum": -1}
SIZE: Schema = {"type": "integer", "minimum": -1}


def record(required: Schema, optional: Schema | None = None) -> Schema:
    properties = {**required, **(optional or {}), "comment": TEXT}
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


def every(item: Schema) -> Schema:
    return {"type": "array", "items": item}


PAIR = record({"name": TEXT, "value": TEXT})
COOKIE = record(
    {"name": TEXT, "value": TEXT},
    {
        "path": TEXT,
        "domain": TEXT,
        "expires": MOMENT,
        "httpOnly": {"type": "boolean"},
        "secure": {"type": "boolean"},
    },
)
PARAM = record({"name": TEXT}, {"value": TEXT, "fileName": TEXT, "contentType": TEXT})
POST_DATA = {
    **record({"mimeType": TEXT}, {"params": every(PARAM), "text": TEXT}),
    "oneOf": [{"required": ["params"]}, {"required": ["text"]}],  # mutually exclusive
}
REQUEST = record(
    {
        "method": TEXT,
        "url": {"type": "string", "pattern": "^[^#]+$"},  # fragments are not included
        "httpVersion": TEXT,
        "cookies": every(COOKIE),
        "headers": every(PAIR),
        "queryString": every(PAIR),
        "headersSize": SIZE,
        "bodySize": SIZE,
    },
    {"postData": POST_DATA},
)
CONTENT = record({"size": SIZE, "mimeType": TEXT}, {"compression": NUMBER, "text": TEXT, "encoding": TEXT})
RESPONSE = record(
    {
        "status": {"type": "integer", "minimum": 0},
        "statusText": TEXT,
        "httpVersion": TEXT,
        "cookies": every(COOKIE),
        "headers": every(PAIR),
        "content": CONTENT,
        "redirectURL": TEXT,
        "headersSize": SIZE,
        "bodySize": SIZE,
    }
)
TIMINGS = record(
    {"send": NOT_NEGATIVE, "wait": NOT_NEGATIVE, "receive": NOT_NEGATIVE},
    {"blocked": OR_UNKNOWN, "dns": OR_UNKNOWN, "connect": OR_UNKNOWN, "ssl": OR_UNKNOWN},
)
ENTRY = record(
    {
        "startedDateTime": MOMENT,
        "time": NOT_NEGATIVE,
        "request": REQUEST,
        "response": RESPONSE,
        "cache": record({}, {"beforeRequest": {}, "afterRequest": {}}),
        "timings": TIMINGS,
    },
    {"pageref": TEXT, "serverIPAddress": TEXT, "connection": TEXT},
)
CREATOR = record({"name": TEXT, "version": TEXT})
HAR = record(
    {
        "log": record(
            {"version": {"const": "1.2"}, "creator": CREATOR, "entries": every(ENTRY)},
            {"browser": CREATOR, "pages": every({})},
        )
    }
)

VALIDATOR = jsonschema.Draft202012Validator(HAR)


def check_har(document: Any) -> None:
    """Raise unless *document* is HAR 1.2, by the schema and by what the specification says in words."""
    VALIDATOR.validate(document)
    for entry in document["log"]["entries"]:
        timings = entry["timings"]
        parts = ("blocked", "dns", "connect", "send", "wait", "receive")
        assert entry["time"] == sum(timings[part] for part in parts if timings.get(part, -1) >= 0)

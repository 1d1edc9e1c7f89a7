"""Test vectors from beside the project: tables of other people's making that are not part of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "shared" / "corpora"


def corpus(path: str, key: str) -> list[Any]:
    """Return the rows that a JSON file of the corpora has under *key*.

    A clone that stands alone has no corpora: a test that is parametrized with none is left out, and pytest
    says so. With CI=true that is an error.
    """
    file = FOLDER / path
    if not file.exists() and os.environ.get("CI") != "true":
        return []
    rows: list[Any] = json.loads(file.read_text("utf-8"))[key]
    return rows

"""New: a notebook to begin a lesson with, playground and check cells in it (`nbauth lesson new NAME`)."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

__all__ = ["add_arguments", "new_lesson", "notebook"]

NAME = re.compile(r"[\w][\w .-]*")

CELLS = (
    ("markdown", "# {title}\n\nWhat you know afterwards:\n\n- ...\n- ..."),
    ("code", "%load_ext nbauth"),
    (
        "code",
        "import os\n\nimport nbauth\nfrom nbauth import playground\nfrom nbauth.lesson import Attacker, check\n\n"
        "server = playground.start()  # made-up users: never type a real password here\nurl = server.url\n\n"
        'os.environ["ADA_PASSWORD"] = server.users["ada"]',
    ),
    ("markdown", "## 1. What the server asks for\n\nA request from nobody."),
    ("code", "%http GET {{url}}/basic"),
    ("markdown", "## 2. Log in"),
    ("code", "%auth basic {{url}}/basic --username ada --password-from env:ADA_PASSWORD"),
    ("code", "%http --flow GET {{url}}/basic"),
    ("markdown", "## 3. Both ends\n\nWhat arrived at the server:"),
    ("code", '[(one.method, one.path, one.status, "Authorization" in one.headers) for one in server.seen]'),
    (
        "markdown",
        "## Exercise\n\nHow many requests did the last `%http` send? Write the number in place of `...`.",
    ),
    ("code", "answer = ..."),
    ("check", 'check(answer, "{seal}", "each leg of the flow is one request")'),
    ("markdown", "## What you have seen\n\n- ..."),
    ("code", "%auth forget --all\nserver.stop()"),
)


def notebook(title: str) -> dict[str, Any]:
    """Return the notebook, in the format that Jupyter saves (nbformat 4.5)."""
    from .check import seal

    cells = []
    for number, (kind, text) in enumerate(CELLS):
        source = text.replace("{title}", title).replace("{seal}", seal(1))
        cell: dict[str, Any] = {
            "id": f"cell-{number:02}",
            "metadata": {},
            "source": source.splitlines(keepends=True),
        }
        if kind == "markdown":
            cells.append({"cell_type": "markdown", **cell})
            continue
        if kind == "check":
            # Where nbgrader is used: it locks the cell, and gives its points.
            cell["metadata"] = {
                "nbgrader": {
                    "grade": True, "grade_id": f"check-{number:02}", "locked": True, "points": 1,
                    "schema_version": 3, "solution": False, "task": False,
                }
            }  # fmt: skip
        cells.append({"cell_type": "code", "execution_count": None, "outputs": [], **cell})
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's line."""
    actions = parser.add_subparsers(title="what to do", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="make a notebook with playground and check cells", allow_abbrev=False)
    new.add_argument("name", metavar="NAME", help="what it is called; NAME.ipynb is its file")
    new.set_defaults(run=new_lesson)


def new_lesson(given: argparse.Namespace) -> int:
    """Write the notebook; a file that is there already stays as it is."""
    path = Path(given.name if given.name.endswith(".ipynb") else f"{given.name}.ipynb")
    if not NAME.fullmatch(path.name):
        print("nbauth lesson new: a name has letters, digits, spaces and . - _", file=sys.stderr)
        return 2
    title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(notebook(title), file, indent=1, ensure_ascii=False)
            file.write("\n")
    except FileExistsError:
        print(f"nbauth lesson new: {path} is there already: choose another name", file=sys.stderr)
        return 1
    except OSError as exc:
        print(f"nbauth lesson new: {path} cannot be written: {exc.strerror}", file=sys.stderr)
        return 1
    print(f"{path} is written: open it in JupyterLab")
    return 0

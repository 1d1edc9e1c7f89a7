"""The house keeps its layers: a folder's name tells what its files may import (docs/design.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

# Rows from top to bottom. A module imports from its own row or from rows below it.
ROWS = [
    {"__init__", "__main__"},
    {"notebook", "widgets", "check", "lesson"},
    {"playground"},
    {"wire"},
    {"schemes", "oauth2", "_http"},
    {"render", "export"},
    {"core"},
    {"errors", "registry"},
]

# Folders of one row, and the playground's neighbours, that do not know each other.
STRANGERS = [
    ("notebook", "widgets"),
    ("widgets", "notebook"),
    ("check", "notebook"),
    ("check", "widgets"),
    ("notebook", "check"),
    ("widgets", "check"),
    ("playground", "wire"),
    ("playground", "schemes"),
    ("playground", "oauth2"),
]

# Packages beyond the standard library. What is not named here has none.
PACKAGES = {
    "notebook": {"IPython", "traitlets", "ipykernel"},
    "widgets": {"segno", "ipywidgets", "anywidget", "traitlets", "IPython"},
    "playground": {"starlette", "uvicorn", "joserfc"},  # joserfc signs, where it is there
    "wire": {"anyio", "keyring", "nest_asyncio", "nest_asyncio2", "pandas", "publicsuffixlist"},
    "schemes": {"anyio"},  # the drivers' sleep; it comes with httpx
    "oauth2": {"joserfc"},  # what signs
    "export": {"resvg_py"},  # what draws an SVG as a PNG
}

# What reads files, opens connections or starts processes; for the rows that promise to do no I/O.
DOES_IO = {
    "http.client",
    "http.server",
    "pathlib",
    "shutil",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "urllib.request",
}
NO_IO = {"core", "schemes", "oauth2", "render", "export", "errors"}
MAY_READ = {"schemes/netrc.py"}  # it reads its own file, so that it works in a plain httpx client too

ROOT = Path(__file__).parent.parent / "nbauth"
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def folder(module: str) -> str:
    """Return the first part of a path below nbauth/: "core/secret.py" -> "core", "errors.py" -> "errors"."""
    return module.partition("/")[0].removesuffix(".py")


def dotted(module: str) -> str:
    """Return the import name: "core/secret.py" -> "nbauth.core.secret"."""
    return "nbauth." + module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


NAMES = {dotted(module): module for module in MODULES}


def imports(module: str) -> set[str]:
    """Return all that a module imports, by full name, in functions too; not what only type checkers read."""
    found: set[str] = set()
    todo: list[ast.AST] = [ast.parse((ROOT / module).read_text())]
    # The package that a relative import starts from.
    package = dotted(module).split(".") if module.endswith("__init__.py") else dotted(module).split(".")[:-1]
    while todo:
        match todo.pop():
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
                todo += orelse
            case ast.Import(names=names):
                found |= {name.name for name in names}
            case ast.ImportFrom(module=source, names=names, level=level):
                base = (
                    ".".join([*package[: len(package) - level + 1], *filter(None, [source])]) if level else source
                )
                full = {f"{base}.{name.name}" for name in names}
                found |= {name if name in NAMES else base for name in full}
            case node:
                todo += ast.iter_child_nodes(node)
    return found


def row(name: str) -> int:
    return next(index for index, folders in enumerate(ROWS) if name in folders)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    """A module imports from its own row or from rows below it, and strangers stay strangers."""
    here = folder(module)
    ours = {folder(NAMES[name]) for name in imports(module) if name in NAMES}

    assert set() == {there for there in ours if row(there) < row(here)}
    assert set() == {there for there in ours if (here, there) in STRANGERS}


@pytest.mark.parametrize("module", MODULES)
def test_packages_stay_in_their_rows(module):
    """Beyond the standard library a module imports only what its folder may; core nothing, httpx nobody."""
    packages = {name.partition(".")[0] for name in imports(module)} - sys.stdlib_module_names - {"nbauth"}

    assert set() == packages - PACKAGES.get(folder(module), set())


@pytest.mark.parametrize("module", [each for each in MODULES if folder(each) in NO_IO and each not in MAY_READ])
def test_the_lower_rows_do_no_io(module):
    """Parsers, flows and renderers read no file and open no connection; wire/ does."""
    calls = {node.func.id for node in ast.walk(ast.parse((ROOT / module).read_text()))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip

    assert set() == {name for name in imports(module) if name in DOES_IO or name.partition(".")[0] in DOES_IO}
    assert "open" not in calls


def test_no_circles():
    """No module imports itself by a detour, not even inside a function."""
    graph = {name: imports(module) & set(NAMES) for name, module in NAMES.items()}

    assert len(graph) == len(list(TopologicalSorter(graph).static_order()))


def test_only_one_module_names_the_http_library():
    """`_http.py` chooses httpx or httpx2; a literal import elsewhere would bring the other one in."""
    theirs = {"httpx", "httpx2"}

    assert [] == [module for module in MODULES if theirs & {name.partition(".")[0] for name in imports(module)}]


def run(code: str) -> tuple[set[str], str]:
    """Return the packages that a fresh Python has loaded after *code*, and what it printed."""
    report = f"{code}\nimport sys; print(); print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True)
    printed, _, names = done.stdout.rstrip().rpartition("\n")
    return set(names.split()), printed + done.stderr


def test_import_is_light():
    """`import nbauth` loads no notebook, no widgets and no HTTP library before one is used."""
    heavy = {
        "IPython",
        "ipywidgets",
        "anywidget",
        "traitlets",
        "httpx",
        "httpx2",
        "starlette",
        "uvicorn",
        "keyring",
    }
    names, printed = run("import nbauth")

    assert "" == printed
    assert set() == heavy & names


def test_load_ext_is_silent_and_loads_nothing_optional():
    """`%load_ext nbauth` prints nothing, and needs no extra."""
    shell = "from IPython.core.interactiveshell import InteractiveShell"
    names, printed = run(f"{shell}\nInteractiveShell.instance().run_line_magic('load_ext', 'nbauth')")

    assert "" == printed
    assert set() == {"keyring", "starlette", "uvicorn"} & names

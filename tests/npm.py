"""Packages of npm that tests need, installed below build/ when the first of them is about to run."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import system

BUILD = Path(__file__).parent.parent / "build"


def modules(name: str, version: str) -> Path:
    """Return the node_modules folder that has this version of a package."""
    folder = BUILD / "npm" / f"{name}-{version}"
    done = folder / ".done"
    if done.is_file():
        return folder / "node_modules"
    system.need("npm")
    folder.mkdir(parents=True, exist_ok=True)
    # The suite runs in two processes, and both may need it first.
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.is_file():
            return folder / "node_modules"
        npm = [shutil.which("npm"), "install", "--no-fund", "--no-audit", "--no-package-lock", "--silent"]
        subprocess.run([*npm, "--prefix", folder, f"{name}@{version}"], check=True, timeout=300)
        done.touch()
    return folder / "node_modules"

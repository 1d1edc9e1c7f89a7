"""System packages that some tests need: found, installed when such a test is about to run, or named clearly.

Where nothing may be installed, the tests that need the package are left out, and say how to get it; with
CI=true that is a failure.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Package:
    """What a group of tests needs.

    Attributes:
        commands: Of each group, one must be there.
        apt, dnf, brew: What the system's package manager calls it.
        tests: Where it is needed.
    """

    commands: tuple[tuple[str, ...], ...]
    apt: str
    dnf: str
    brew: str
    tests: str


PACKAGES = {
    "apache": Package(
        commands=(("apache2", "httpd"), ("htpasswd",), ("openssl",)),
        # apache2-bin and not apache2, which would also start a service on port 80.
        apt="apache2-bin apache2-utils openssl",
        dnf="httpd httpd-tools mod_ssl openssl",
        brew="httpd openssl",
        tests="Basic and Digest against Apache",
    ),
    "curl": Package(
        commands=(("curl",), ("bash",)),
        apt="curl bash",
        dnf="curl bash",
        brew="curl bash",
        tests="curl commands, pasted and exported, against curl itself",
    ),
    "chromium": Package(
        commands=(("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),),
        apt="chromium",
        dnf="chromium",
        brew="--cask chromium",
        tests="JupyterLab in a real browser",
    ),
    "npm": Package(
        commands=(("npm",), ("node",)),
        apt="nodejs npm",
        dnf="nodejs npm",
        brew="node",
        tests="accessibility of the forms, by axe-core",
    ),
}

# Servers lie where an ordinary user's PATH does not reach.
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])

INSTALL_SECONDS = 600


def need(name: str) -> None:
    """Return when the package *name* is there; otherwise leave the test out, or fail it with CI=true."""
    reason = _missing(name)
    if not reason:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def command(name: str) -> str:
    """Return the path of the first command of the package *name*, which `need` has found."""
    return next(path for word in PACKAGES[name].commands[0] if (path := shutil.which(word, path=PATH)))


def is_here(package: Package) -> bool:
    return all(any(shutil.which(word, path=PATH) for word in words) for words in package.commands)


@functools.cache  # one try at installing is enough for a run
def _missing(name: str) -> str:
    """Install the package when it is not there; return why it still is not, or an empty text."""
    package = PACKAGES[name]
    if is_here(package):
        return ""
    how, trouble = _how(package), ""
    if (sudo := _sudo()) is not None and shutil.which("apt-get"):
        trouble = _apt([*sudo, "apt-get"], package.apt.split())
        if is_here(package):
            return ""
    return f"left out: {package.tests}; {name} is not installed. To get it: {how}{trouble}"


def _sudo() -> list[str] | None:
    """Return what to put before a command to run it as root, or None where we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _apt(apt: list[str], names: list[str]) -> str:
    """Install with apt; return its last words when that did not work."""
    wait = ["-o", "DPkg::Lock::Timeout=120"]  # another run may be installing
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *names]):
        done = subprocess.run(
            [*apt, *wait, *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    return "" if done.returncode == 0 else f" (tried: {' '.join(done.stderr.split()[-30:])})"


def _how(package: Package) -> str:
    managers = {"apt-get": package.apt, "dnf": package.dnf, "brew": package.brew}
    for manager, names in managers.items():
        if shutil.which(manager):
            return f"{manager} install {names}"
    return f"install {package.apt} (Debian's names)"

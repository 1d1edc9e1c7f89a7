"""For lessons: checks of exercises, somebody who attacks the playground, notebooks that teachers begin with.

from nbauth.lesson import Attacker, check, seal
"""

from __future__ import annotations

from typing import Any

from .check import WrongAnswer, check, seal

__all__ = ["Attacker", "WrongAnswer", "check", "seal"]


def __getattr__(name: str) -> Any:
    if name == "Attacker":
        from .attacker import Attacker

        return Attacker
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

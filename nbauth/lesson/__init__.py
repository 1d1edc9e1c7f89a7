"""For lessons: somebody who attacks the playground, and the notebooks that teachers begin with.

from nbauth.lesson import Attacker
"""

from __future__ import annotations

from .attacker import Attacker

__all__ = ["Attacker"]

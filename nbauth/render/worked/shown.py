"""A worked panel as HTML and as text: each step with its name, how its value comes about, and the value."""

from __future__ import annotations

from ..inert import short
from ..style import AMBER, CODE, LINE, QUIET, escaped, pill, span, weight
from .panel import Panel, Step

__all__ = ["panel_about", "panel_html", "panel_text"]

NAME_CHARS, HOW_CHARS, VALUE_CHARS = 40, 400, 400
MOST = 40
"""Steps that are shown at most."""

# Beside each other where there is room, else the value below its name.
ROW = f"display:flex;flex-wrap:wrap;gap:0 1em;padding:.15em 0;border-bottom:1px solid {LINE}"
NAME = "flex:0 0 6.5em;font-weight:600"
SAID = "flex:1 1 20em;min-width:0;overflow-wrap:break-word"
WRONG = "display:flex;flex-wrap:wrap;align-items:baseline;gap:.2em .6em;padding:.3em 0"


def panel_about(panel: Panel) -> str:
    """Return what stands beside the title: the legs that it is about, and whether something is wrong."""
    shown = ", ".join(map(str, panel.legs[:8])) + (", …" if len(panel.legs) > 8 else "")
    wrong = " · look at what is wrong" if panel.problems else ""
    return f"worked from {shown}{wrong}"


def panel_html(panel: Panel, room: int) -> str:
    """Return the steps, what is wrong and what the scheme is good for, in *room* bytes."""
    wrong = "".join(
        f'<div style="{WRONG}">{pill("wrong", AMBER)} {span(SAID, escaped(short(each, HOW_CHARS)))}</div>'
        for each in panel.problems[:10]
    )
    why = f'<div style="padding-top:.3em">{escaped(panel.why)}</div>' if panel.why else ""
    room -= weight(wrong) + weight(why) + 120
    rows: list[str] = []
    for step in panel.steps[:MOST]:
        row = _row(step)
        room -= weight(row)
        if room < 0:
            rows.append("<div>… the rest is too long to be shown here</div>")
            break
        rows.append(row)
    return f"{wrong}{''.join(rows)}{why}"


def panel_text(panel: Panel) -> list[str]:
    """Return the same as lines of text."""
    lines = [f"  {panel.title} ({panel_about(panel)})"]
    lines += [f"    ! {short(each, HOW_CHARS)}" for each in panel.problems[:10]]
    for step in panel.steps[:MOST]:
        name = f"    {short(step.name, NAME_CHARS):<14}"
        how, value = short(step.how, HOW_CHARS), short(step.value, VALUE_CHARS)
        lines.append(f"{name} {value or how}")
        if value and how:
            lines.append(f"{'':<18} = {how}" if _is_formula(how) else f"{'':<18} {how}")
    return [*lines, *([f"    {panel.why}"] if panel.why else [])]


def _row(step: Step) -> str:
    said: list[str] = []
    if step.value:
        said.append(f'<div style="{CODE}">{escaped(short(step.value, VALUE_CHARS))}</div>')
    if step.how:
        style = f"{CODE};{QUIET}" if _is_formula(step.how) else QUIET
        said.append(f'<div style="{style}">{escaped(short(step.how, HOW_CHARS))}</div>')
    name = span(NAME, escaped(short(step.name, NAME_CHARS)))
    # Spaces between them, for where styles are gone.
    return f'<div style="{ROW}">{name} <div style="{SAID}">{" ".join(said)}</div></div>'


def _is_formula(how: str) -> bool:
    """Tell whether it is a call: SHA-256(...), and not a sentence."""
    name, bracket, _ = how.partition("(")
    return bool(bracket) and bool(name) and " " not in name

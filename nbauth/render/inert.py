"""What a server or a user wrote, as text that does nothing: no control, no turning round, no forging."""

from __future__ import annotations

__all__ = ["clock", "inert", "line", "short", "size"]

# C0 and DEL in caret notation; C1, what turns text round, what nobody sees, and half characters as U+FFFD.
# The joiners U+200C and U+200D stay, and so do variation selectors: scripts and emoji are made with them.
_SHOWN = {code: f"^{chr(code + 64)}" for code in range(32) if chr(code) not in "\n\t"}
_SHOWN[127] = "^?"
for _first, _last in (
    (0x80, 0x9F),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB),
    (0xD800, 0xDFFF),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE007F),
):
    _SHOWN.update(dict.fromkeys(range(_first, _last + 1), "\ufffd"))


def inert(text: str) -> str:
    """Return *text* with all that a terminal or a page would act on made visible; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text  # most of what is shown: names, values, addresses
    return text.replace("\r\n", "\n").translate(_SHOWN)


def line(text: str) -> str:
    """Return *text* as one inert line."""
    if text.isascii() and text.isprintable():
        return text
    return inert(text).replace("\n", "^J").replace("\t", " ")


def short(text: str, limit: int) -> str:
    """Return one inert line of at most *limit* characters; … says that it was cut."""
    text = line(text[: limit + 1])
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def clock(seconds: float) -> str:
    """Return a duration in words: always ``N ms``."""
    return f"{seconds * 1000:.0f} ms"


def size(count: int | None) -> str:
    """Return a number of bytes in words."""
    if count is None:
        return "unknown size"
    if count < 1000:
        return f"{count} B"
    number, unit = count / 1000, "kB"
    for larger in ("MB", "GB"):
        if number < 999.95:
            break
        number, unit = number / 1000, larger
    return f"{number:.1f} {unit}"

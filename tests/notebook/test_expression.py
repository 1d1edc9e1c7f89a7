"""The expression of --auth and of %auth use."""

from __future__ import annotations

import pytest

# In pieces, so that nothing takes it for a token of somebody's.
TOKEN = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"


@pytest.mark.parametrize("cell", ['%http --auth "{}" GET {{{{url}}}}/echo', "%auth use {} {{{{url}}}}"])
def test_a_typed_token_is_told(shell, server, cell):
    """It is used, and a line says that it stays in the notebook, without it."""
    shell.run("import nbauth")
    ran = shell.run(cell.format(f"nbauth.BearerAuth('{TOKEN}')"))

    assert "" == ran.error
    assert "note: a literal GitHub token in the magic's line: name a variable there" in ran.printed
    assert TOKEN not in ran.printed + ran.shown
    shell["token"] = TOKEN
    assert "note: a literal" not in shell.run(cell.format("nbauth.BearerAuth(token)")).printed

"""`recorded FILE`: the exchanges of a saved history as cards, without a kernel: a card is made of its record."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nbauth.export.json_lines_in import from_line
from nbauth.render.story import flow_html


class Recorded(SphinxDirective):
    """Show each exchange of a file of `session.history.save`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        file = Path(self.env.doc2path(self.env.docname)).parent / self.arguments[0]
        self.env.note_dependency(str(file))
        lines = file.read_bytes().splitlines()
        found = [from_line(line, number) for number, line in enumerate(lines, 1)]
        return [
            nodes.raw(
                "", f'<div class="nbauth-recorded" style="margin:1em 0">{flow_html(each)}</div>', format="html"
            )
            for each in found
        ]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("recorded", Recorded)
    return {"parallel_read_safe": True}

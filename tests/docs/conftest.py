"""The site of the documentation, built as `make docs` does.

site    the folder that it is in
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docs.site import Site, build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield build(tmp_path_factory.mktemp("site"))

"""Where the kernel runs, as far as its environment tells."""

from __future__ import annotations

import pytest

from nbauth.wire.place import far_away


@pytest.mark.parametrize(
    "environ, words",
    [
        ({"COLAB_RELEASE_TAG": "x"}, "Google Colab"),
        ({"BINDER_SERVICE_HOST": "x", "JUPYTERHUB_API_URL": "y"}, "Binder"),
        ({"JUPYTERHUB_SERVICE_PREFIX": "/user/ada/", "KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "JupyterHub"),
        ({"CODESPACES": "true"}, "GitHub Codespaces"),
        ({"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, "another machine, by SSH"),
        ({"container": "podman"}, "a container"),
        ({"SSH_CONNECTION": "", "HOME": "/home/ada"}, ""),
    ],
)
def test_by_its_environment(environ, words, tmp_path):
    """What is more telling comes first: Binder is a JupyterHub."""
    assert words == far_away(environ, str(tmp_path))


def test_by_a_file(tmp_path):
    """Docker sets no variable."""
    (tmp_path / ".dockerenv").touch()
    assert "a container" == far_away({}, str(tmp_path))


def test_here(monkeypatch):
    """Of this process."""
    monkeypatch.setenv("COLAB_RELEASE_TAG", "x")
    assert "Google Colab" == far_away()

"""Where the kernel runs: whether a browser on the person's machine can reach it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["far_away"]

SIGNS = (
    ("Google Colab", ("COLAB_RELEASE_TAG", "COLAB_GPU")),
    ("Kaggle", ("KAGGLE_KERNEL_RUN_TYPE",)),
    ("Binder", ("BINDER_SERVICE_HOST", "BINDER_LAUNCH_HOST", "BINDER_REPO_URL")),
    ("JupyterHub", ("JUPYTERHUB_API_URL", "JUPYTERHUB_SERVICE_PREFIX")),
    ("SageMaker", ("SAGEMAKER_DOMAIN_ID", "AWS_SAGEMAKER_IMAGE_ARN")),
    ("Databricks", ("DATABRICKS_RUNTIME_VERSION",)),
    ("GitHub Codespaces", ("CODESPACES",)),
    ("a Kubernetes pod", ("KUBERNETES_SERVICE_HOST",)),
    ("a container", ("REMOTE_CONTAINERS", "container")),
    ("another machine, by SSH", ("SSH_CONNECTION",)),
)
"""What sets which variable; what is more telling comes first."""

CONTAINERS = ("/.dockerenv", "/run/.containerenv")


def far_away(environ: Mapping[str, str] | None = None, root: str = "/") -> str:
    """Return where the kernel runs, in words, if the person's browser is likely elsewhere; empty if it is not.

    A guess: a port may be forwarded, and a hub may run on one's own machine. So a person can always choose.
    """
    given = os.environ if environ is None else environ
    if environ is None and "google.colab" in sys.modules:
        return "Google Colab"
    for words, names in SIGNS:
        if any(given.get(name) for name in names):
            return words
    return "a container" if any(Path(root, each.lstrip("/")).exists() for each in CONTAINERS) else ""

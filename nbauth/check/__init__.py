"""``nbauth check``: find credentials in notebooks and other files, and say where, never what."""

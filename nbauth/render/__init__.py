"""An Exchange in, text out: pure functions."""

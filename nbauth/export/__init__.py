"""An Exchange in, and out what other tools read: HAR, curl, Python, .http; pure functions."""

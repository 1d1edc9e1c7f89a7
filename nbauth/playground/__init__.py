"""A real server for lessons and tests, on a loopback port."""

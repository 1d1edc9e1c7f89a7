"""HTTP authentication schemes, one file each: flows as generators, no I/O."""

"""All I/O: clients, the session, files, threads and loops."""

"""OAuth 2: tokens fetched and renewed inside a flow. One file for each grant, each a generator without I/O."""

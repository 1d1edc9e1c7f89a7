"""Standard library only: values, parsers and records that the rest of nbauth is made of."""

"""Header fields that people write, and what they often say; for completion."""

from __future__ import annotations

__all__ = ["HEADERS", "VALUES"]

HEADERS = tuple(
    "Accept Accept-Encoding Accept-Language Cache-Control Connection Content-Disposition Content-Encoding"
    " Content-Language Content-Type Cookie Date Expect Forwarded Host Idempotency-Key If-Match If-Modified-Since"
    " If-None-Match If-Range If-Unmodified-Since Link Origin Pragma Prefer Range Referer traceparent User-Agent Via"
    " X-Correlation-ID X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-HTTP-Method-Override X-Request-ID"
    " X-Requested-With".split()
)
"""Not Authorization and X-API-Key: a credential that is written into a cell stays in the notebook; see %auth."""

MEDIA_TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/problem+json",
    "application/ld+json",
    "application/merge-patch+json",
    "application/json-patch+json",
    "application/octet-stream",
    "application/pdf",
    "application/graphql",
    "multipart/form-data; boundary=",
    "text/plain",
    "text/html",
    "text/csv",
    "text/event-stream",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
    "*/*",
)
VALUES = {
    "accept": MEDIA_TYPES,
    "content-type": MEDIA_TYPES[:-1],
    "accept-encoding": ("gzip", "deflate", "br", "zstd", "identity"),
    "cache-control": ("no-cache", "no-store", "max-age=0"),
    "connection": ("close", "keep-alive"),
    "prefer": ("return=minimal", "return=representation", "respond-async"),
}

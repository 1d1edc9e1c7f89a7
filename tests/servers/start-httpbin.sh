#!/usr/bin/env bash
# usage: PY=python start-httpbin.sh WORKDIR PORT
# httpbin behind gunicorn: Basic, hidden Basic (404), Digest (MD5, SHA-256, SHA-512; auth, auth-int), Bearer (any
# token). User and password are in the URL: /digest-auth/auth/ada/correcthorse/SHA-256. Its Digest checks
# neither nonce, nc nor realm; Apache does.
WORK=$1 PORT=$2
. "$(dirname "$0")/_lib.sh"
# One worker: httpbin keeps Digest's state in the process. No control socket: it would lie in the user's home.
serve "${PY:-python3}" -m gunicorn -b "$HOST:$PORT" -w 1 --threads 8 --no-control-socket --log-level warning httpbin:app
listening "$PORT"
ready "http://$HOST:$PORT"

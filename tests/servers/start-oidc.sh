#!/usr/bin/env bash
# usage: NODE_PATH=.../node_modules ACCESS_SECONDS=3600 start-oidc.sh WORKDIR PORT
# An OpenID provider: npm's oidc-provider. The private key of its client key-jwt is in WORKDIR/service.jwk.
WORK=$1 PORT=$2
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/_lib.sh"
export WORK PORT NODE_NO_WARNINGS=1
serve node "$HERE/oidc.cjs"
listening "$PORT"
ready "http://$HOST:$PORT"

# Shared by the start-*.sh scripts; source it, do not run it.
# Each script writes its configuration to WORKDIR, runs in the foreground on 127.0.0.1, prints one line
# "READY URL..." once it listens, and stops with its children on SIGTERM.
set -eu
HOST=127.0.0.1
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$WORK"
cd "$WORK"

SERVER=
stop() {
  trap '' TERM INT
  [ -z "$SERVER" ] || { kill -TERM "$SERVER" 2>/dev/null || :; wait "$SERVER" 2>/dev/null || :; }
}
trap 'stop; exit 0' TERM INT
trap stop EXIT

# serve CMD...: start the server in the background.
serve() { "$@" & SERVER=$!; }

# listening PORT: return when something listens there; fail when the server has died.
listening() {
  until (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null; do
    kill -0 "$SERVER" 2>/dev/null || { echo "died before it listened on port $1" >&2; exit 1; }
    sleep 0.05
  done
}

# ready URL...: tell whoever waits, and stay until told to stop.
ready() { echo "READY $*"; wait "$SERVER" || :; }

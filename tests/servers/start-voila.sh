#!/usr/bin/env bash
# usage: PY=python start-voila.sh WORKDIR PORT
# Voila on WORKDIR/app.ipynb, with nothing of the user's.
WORK=$1 PORT=$2
. "$(dirname "$0")/_lib.sh"
export HOME=$WORK JUPYTER_PREFER_ENV_PATH=1 IPYTHONDIR=$WORK/ipython
export JUPYTER_CONFIG_DIR=$WORK/config JUPYTER_DATA_DIR=$WORK/data JUPYTER_RUNTIME_DIR=$WORK/runtime

serve "${PY:-python3}" -m voila app.ipynb --no-browser --port="$PORT" --Voila.ip=$HOST
listening "$PORT"
ready "http://$HOST:$PORT"

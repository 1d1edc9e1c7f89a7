#!/usr/bin/env bash
# usage: PY=python JUPYTER_TOKEN=token start-jupyterlab.sh WORKDIR PORT
# JupyterLab on WORKDIR/notebooks, with nothing of the user's: home, configuration, settings, kernels, workspaces.
WORK=$1 PORT=$2
. "$(dirname "$0")/_lib.sh"
export HOME=$WORK JUPYTER_PREFER_ENV_PATH=1 IPYTHONDIR=$WORK/ipython
export JUPYTER_CONFIG_DIR=$WORK/config JUPYTER_DATA_DIR=$WORK/data JUPYTER_RUNTIME_DIR=$WORK/runtime
export JUPYTERLAB_SETTINGS_DIR=$WORK/settings JUPYTERLAB_WORKSPACES_DIR=$WORK/workspaces

setting() { # PACKAGE NAME JSON
  mkdir -p "settings/@jupyterlab/$1"
  echo "$3" > "settings/@jupyterlab/$1/$2.jupyterlab-settings"
}
# Cells that are scrolled away stay in the page; nothing pops up over it.
setting notebook-extension tracker '{"windowingMode": "none"}'
setting apputils-extension notification '{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}'

# The worst case for secrets: the state of all widgets is saved with the notebook.
setting ../@jupyter-widgets/jupyterlab-manager plugin '{"saveState": true}'

mkdir -p notebooks
# expose_app_in_browser: the tests drive Lab by its commands, not by its menus.
serve "${PY:-python3}" -m jupyterlab --no-browser --allow-root --ip=$HOST --port="$PORT" \
  --ServerApp.port_retries=0 --ServerApp.root_dir="$WORK/notebooks" --LabApp.expose_app_in_browser=True \
  --JupyterNotebookApp.expose_app_in_browser=True
listening "$PORT"
ready "http://$HOST:$PORT"

#!/usr/bin/env bash
# From this machine to a proven session cluster: installs what is missing, then runs the demo.
set -euo pipefail
cd "$(dirname "$0")/.."
SECONDS=0
setup/packages.sh build lab
setup/engine.sh start
setup/venv.sh
exec .venv/bin/python -m lab.demo "$SECONDS"

#!/usr/bin/env bash
# Makes .venv with the pinned packages; does nothing when it holds just those.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed, and python3 is $(python3 --version 2>&1 || true)." >&2
    exit 1
fi
wanted=$(sha256sum requirements.txt)
if [ "$(cat .venv/requirements.sum 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi
setup/packages.sh python
echo "Installing the pinned Python packages …"
rm -rf .venv
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
echo "$wanted" >.venv/requirements.sum

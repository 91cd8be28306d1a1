#!/usr/bin/env bash
# Writes the file system of a bare Debian to standard output, as a tar archive.
# usage: bare-debian.sh SUITE PACKAGE,…
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=setup/privileges.sh
. ./privileges.sh
./packages.sh mmdebstrap >&2
as_root mmdebstrap --quiet --variant=minbase --include="$2" "$1"

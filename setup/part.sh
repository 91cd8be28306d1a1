#!/usr/bin/env bash
# Runs a part of `make test`, and writes down in the file $PARTS how long it took.
set -uo pipefail
part=$1
shift
"$@"
status=$?
printf '%-12s %5d s\n' "$part" "$SECONDS" >>"$PARTS"
exit "$status"

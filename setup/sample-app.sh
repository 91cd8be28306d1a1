#!/usr/bin/env bash
# Builds the sample app, one line of Spring Boot after the other; silent unless something fails.
# usage: sample-app.sh package|verify LINE...   (boot4, boot3; verify runs its tests too)
set -euo pipefail
cd "$(dirname "$0")/.."
goal=${1:?package or verify}
shift
setup/packages.sh build
for line in "$@"; do
    options=()
    [ "$goal" = verify ] || options=(-DskipTests)
    mvn --quiet --batch-mode -Dstyle.color=never --file sample-app/pom.xml --activate-profiles "$line" \
        "${options[@]}" "$goal"
done

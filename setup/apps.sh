#!/usr/bin/env bash
# Builds an app of tests/apps; silent unless something fails.
# usage: apps.sh APP
set -euo pipefail
cd "$(dirname "$0")/.."
setup/packages.sh build
mvn --quiet --batch-mode -Dstyle.color=never --file "tests/apps/$1/pom.xml" -DskipTests package
# Its own date is always the same, by which make would build it again.
touch "tests/apps/$1/target/$1.jar"

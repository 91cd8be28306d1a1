#!/usr/bin/env bash
# Installs the Debian packages that a task needs and this machine lacks, in one transaction.
# usage: packages.sh TASK...   (engine, build, python, lab, mmdebstrap, checks, bench)
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=setup/privileges.sh
. ./privileges.sh

# How long somebody else who is at work with packages is waited for, in seconds.
lock_timeout=300
missing=()

need() { # need COMMAND PACKAGE...: the packages, when the command is not there
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null || missing+=("${@:2}")
}

for task in "$@"; do
    case "$task" in
    engine)
        need dockerd docker.io
        need iptables iptables
        ;;
    build)
        need javac default-jdk-headless
        need mvn maven
        ;;
    python) python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3 python3-venv) ;;
    lab) need ssh openssh-client ;;
    mmdebstrap) need mmdebstrap mmdebstrap ;;
    checks)
        need nginx nginx-light
        need shellcheck shellcheck
        need testssl testssl.sh
        need systemd-analyze systemd
        ;;
    bench) need wrk wrk ;;
    *)
        echo "packages.sh: no task $task" >&2
        exit 2
        ;;
    esac
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "This machine lacks ${missing[*]} and has no apt-get: install them, then run this again." >&2
    exit 1
fi
echo "Installing ${missing[*]} …"
# Installed, not started: what shall run here is started by who needs it. The answer 101 is
# Debian's own way to say so to the packages (invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 0755 "$policy"
fi
refresh() { # refresh SECONDS: the package lists, as on a host of the kit
    # shellcheck disable=SC2016  # root's shell expands it.
    (cd ../roles/scripts && as_root sh -euc \
        '. parts/common.sh; . parts/package_lists.sh; refresh_package_lists "$1"' sh "$1")
}

log=$(mktemp)
held() { # held STATUS: somebody is at work with packages; another failure ends all
    [ "$1" -ne 0 ] || return 1
    [ "$1" -ne 3 ] || return 0
    cat "$log" >&2
    echo "The package lists could not be refreshed: what was said stands above." >&2
    exit 1
}
status=0
refresh 0 >"$log" 2>&1 || status=$?
if held "$status"; then
    echo "Waiting for $(sed 's/^held //' "$log"), for $lock_timeout s at most …"
    status=0
    refresh "$lock_timeout" >"$log" 2>&1 || status=$?
    if held "$status"; then
        echo "Waited in vain for $(sed 's/^held //' "$log"): run this again once it has ended." >&2
        exit 1
    fi
fi
if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
    -o DPkg::Lock::Timeout="$lock_timeout" "${missing[@]}" >>"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "apt could not install ${missing[*]}: its last lines stand above, the whole in $log." >&2
    echo "Mend the cause (often: no network, or a half-configured package), then run this again." >&2
    exit 1
fi
rm -f "$log"

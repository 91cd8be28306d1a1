# shellcheck shell=sh disable=SC2154
# apt's package lists, once nobody else is at work with packages; needs common.sh.
lists_interval=0.2
# apt's own DPkg::Lock::Timeout counts for dpkg's locks only, not for these first two.
lists_lock=/var/lib/apt/lists/lock
locks="$lists_lock /var/cache/apt/archives/lock /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock"

# apt locks by fcntl, of which flock knows nothing.
holder() {
    pids=$(awk '$2 == "POSIX" { print $5 }' /proc/locks | sort -un)
    for pid in $pids; do
        descriptors=$(grep -ls 'POSIX .* WRITE' "/proc/$pid/fdinfo"/*) || true
        for descriptor in $descriptors; do
            file=$(stat -Lc %d:%i "/proc/$pid/fd/${descriptor##*/}" 2>/dev/null) || continue
            for lock in $locks; do
                [ "$file" = "$(stat -c %d:%i "$lock" 2>/dev/null)" ] || continue
                # A process that has ended meanwhile holds nothing.
                command=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
                echo "$command (process $pid), which holds $lock"
                return
            done
        done
    done
}

fetch() {
    LC_ALL=C apt-get update -qq -o APT::Update::Error-Mode=any >"$work/said" 2>&1
}

# Where somebody still is at work after SECONDS, it prints `held COMMAND (process PID), which holds
# LOCK`, gives 3 and has done nothing. Lists that can't be fetched are said and no failure: what is to
# be installed may stand in those that are there.
refresh_package_lists() { # refresh_package_lists SECONDS
    limit=$(($(now) + $1))
    while :; do
        found=$(holder)
        if [ -z "$found" ]; then
            ! fetch || return 0
            if ! grep -q 'Could not get lock' "$work/said"; then
                # A source's address may hold a password.
                grep '^[EW]:' "$work/said" | tail -n 4 | sed 's|//[^/@ ]*@|//|g' || true
                return 0
            fi
            # Somebody came in between.
            found="another process, which holds $lists_lock"
        fi
        if [ "$(now)" -ge "$limit" ]; then
            say "held $found"
            return 3
        fi
        sleep "$lists_interval"
    done
}

# shellcheck shell=sh disable=SC2154
# What a turn writes down of the revisions that it changes between: parts/revisions.sh has what
# stands where.

note() { # note LIST NAME: makes it the last line, and a line once
    strike "$1" "$2"
    printf '%s\n' "$2" >>"$1"
}

strike() { # strike LIST NAME
    { grep -vxF "$2" "$1" 2>/dev/null || true; } >"$1.new"
    mv "$1.new" "$1"
}

copy_lists() { # copy_lists FROM TO: a list that is not there is none there either
    mkdir -p "$2"
    for list in history rolled-back previous; do
        rm -f "$2/$list"
        [ ! -e "$1/$list" ] || cp -p "$1/$list" "$2/$list"
    done
}

after() { # after NAME LIST: what stands behind it there
    awk -v name="$1" 'found; $0 == name { found = 1 }' "$2" 2>/dev/null || true
}

change_lists() { # change_lists FROM: the lists once $revision is healthy, and it was FROM
    if [ "$how" = restore ]; then
        copy_lists "$state/before" "$state"
        rm -f "$state/moved"
        return
    fi
    copy_lists "$state" "$state/before"
    : >"$state/moved"
    printf '%s' "$1" >"$state/previous"
    if [ "$how" = rollback ]; then
        after "$revision" "$state/history" >"$work/left"
        while read -r name; do
            note "$state/rolled-back" "$name"
        done <"$work/left"
        # Where another server gave it, it never came by a deploy.
        grep -qsxF "$revision" "$state/history" || note "$state/history" "$revision"
    else
        note "$state/history" "$revision"
        strike "$state/rolled-back" "$revision"
    fi
}

keep_as_healthy() { # keep_as_healthy FOLDER: what has just passed
    was=$(healthy_revision)
    (
        umask 077
        mkdir -p "$revisions"
        rm -rf "$revisions/.new"
        cp -rp "$1" "$revisions/.new"
        fingerprint_of "$1/environment" "$1/properties" "$1/unit" "$(cat "$1/release")" \
            >"$revisions/.new/fingerprint"
        rm -rf "$revisions/.old"
        [ ! -e "$revisions/$revision" ] || mv "$revisions/$revision" "$revisions/.old"
        mv "$revisions/.new" "$revisions/$revision"
        rm -rf "$revisions/.old"
    )
    [ "$was" = "$revision" ] || change_lists "$was"
    ln -sfn "revisions/$revision" "$healthy.new"
    mv -T "$healthy.new" "$healthy"
}

# The revisions of the newest releases stay, many of one release not without end, and with them
# the running one and the one before it.
remove_old() { # remove_old RELEASES: so many stay
    {
        tac "$state/history" | awk -v releases="$1" -v most="$most_revisions" '{
            release = $0
            sub(/\.[^.]*$/, "", release)
            if (!(release in seen) && ++found > releases || NR > most) exit
            seen[release]
            print
        }'
        healthy_revision
        cat "$state/previous" 2>/dev/null || true
    } >"$work/kept"
    for folder in "$revisions"/*/; do
        grep -qxF "$(basename "$folder")" "$work/kept" || rm -rf "$folder"
    done
    cat "$revisions"/*/release >"$work/kept"
    for folder in "$releases"/*/; do
        grep -qxF "$(basename "$folder")" "$work/kept" || rm -rf "$folder"
    done
}

# shellcheck shell=sh
# What stands in nginx' main file, and can't stand in one that it includes.

# What may stand before a directive on its line: no comment.
before_directive='([^#]*[[:space:];{}])?'

number_of() { # number_of DIRECTIVE FILE: prints it, or nothing where the directive does not stand
    sed -E -n "s/^$before_directive$1[[:space:]]+([0-9]+)[[:space:]]*;.*/\2/p" "$2" | head -n 1
}

set_number() { # set_number DIRECTIVE NUMBER FILE ADDITION: what sed does where it does not stand
    if [ -n "$(number_of "$1" "$3")" ]; then
        sed -E -i "s/^($before_directive$1[[:space:]]+)[0-9]+/\1$2/" "$3"
    else
        sed -E -z -i "$4" "$3"
    fi
}

size_workers() { # size_workers FILE CONNECTIONS OPEN_FILES: its owner, its mode and its rest stay
    sized=$(readlink -f "$1")
    cp -p "$sized" "$sized.new"
    set_number worker_connections "$2" "$sized.new" \
        "s/(^|[;}\n])([[:space:]]*events[[:space:]]*\{)/&\n\tworker_connections $2;/"
    set_number worker_rlimit_nofile "$3" "$sized.new" \
        "s/(^|[;}\n])([[:space:]]*)(events[[:space:]]*\{)/\1\2worker_rlimit_nofile $3;\n\3/"
    if [ "$(number_of worker_connections "$sized.new")" != "$2" ]; then
        rm "$sized.new"
        say "$1 has no events block of its own: write one into it."
        exit 1
    fi
    mv "$sized.new" "$sized"
}

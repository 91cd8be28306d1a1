# shellcheck shell=sh disable=SC2154,SC2016
# The Java of an app server, and its version.

# Of a package, by a path that stays its own whatever is installed beside it: /usr/bin/java is that
# of the newest.
java_of() { # java_of PACKAGE: prints nothing where it brings none
    dpkg -L "$1" 2>/dev/null | while read -r path; do
        case "$path" in
        /usr/lib/jvm/*) [ ! -x "$path/bin/java" ] || readlink -f "$path/bin/java" ;;
        esac
    done | head -n 1
}

# The app is nobody that the host knows yet, and its unit hides some folders from it.
app_may_run() { # app_may_run COMMAND
    for folder in $hidden_folders; do
        case "$(readlink -f "$1")" in
        "$folder"/*) return 1 ;;
        esac
    done
    setpriv --reuid=nobody --regid=nogroup --clear-groups -- \
        sh -c '[ -f "$1" ] && [ -x "$1" ]' sh "$1" 2>/dev/null
}

asked_java() { # asked_java COMMAND PACKAGE: prints nothing where neither is there
    if [ -n "$1" ]; then
        ! app_may_run "$1" || echo "$1"
    elif [ -n "$2" ]; then
        java_of "$2"
    fi
}

version_of_java() { # version_of_java COMMAND: prints its number, such as 17
    # What each JDK says of itself; where there is none, as for somebody's own script, it is asked.
    said=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' \
        "$(dirname "$(readlink -f "$1")")/../release" 2>/dev/null)
    [ -n "$said" ] || said=$(timeout 10 "$1" -version 2>&1 | sed -n 's/.* version "\(.*\)".*/\1/p')
    echo "$said" | sed 's/^1\.//; s/[^0-9].*//'
}

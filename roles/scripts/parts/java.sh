# shellcheck shell=sh
# The Java of a package, by a path that stays its own whatever is installed beside it:
# /usr/bin/java is that of the newest.

java_of() { # java_of PACKAGE: prints nothing where it brings none
    dpkg -L "$1" 2>/dev/null | while read -r path; do
        case "$path" in
        /usr/lib/jvm/*) [ ! -x "$path/bin/java" ] || readlink -f "$path/bin/java" ;;
        esac
    done | head -n 1
}

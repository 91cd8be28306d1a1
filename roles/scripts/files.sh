# shellcheck shell=sh
# Prints files as they stand on this host, a line each: its path, and its content in base64. Where
# `connections` are given, also nginx' main file with its workers sized so. It changes nothing.
: "${paths:?}" "${nginx_conf:?}" "${connections?}" "${open_files?}"
set -eu
# shellcheck source=roles/scripts/parts/nginx_conf.sh
. parts/nginx_conf.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "$*"; }

print_file() { echo "$1 $(base64 -w 0 "$2")"; }

for path in $paths; do
    [ ! -f "$path" ] || print_file "$path" "$path"
done
if [ -n "$connections" ] && [ -f "$nginx_conf" ]; then
    cp "$nginx_conf" "$work/nginx.conf"
    size_workers "$work/nginx.conf" "$connections" "$open_files"
    print_file sized "$work/nginx.conf"
fi

# shellcheck shell=sh
# Prints a revision that this server has kept, with its release, for another one that has not: a tar
# in base64. Fails where either is not whole.
: "${state:?}" "${releases:?}" "${release:?}" "${revision:?}"
# shellcheck source=roles/scripts/parts/revisions.sh
. parts/revisions.sh
has_whole "$revision" || exit 1
tar -c -C "$releases" "$release" -C "$revisions" "$revision" | base64 -w 65536

# shellcheck shell=sh disable=SC2154
# The other apps that the kit has set up on a host, and the ports that they are given there, whether
# they run or not.

say_neighbours() {
    for neighbour in "${state%/*}"/*/; do
        neighbour=$(basename "$neighbour")
        [ "$neighbour" != "$app_name" ] || continue
        file=$(echo "$another_environment_file" | sed "s|ANOTHER|$neighbour|g")
        sed -n "s/^SERVER_PORT=\"\(.*\)\"$/neighbour $neighbour app_port \1/p" "$file" 2>/dev/null
        link=$(echo "$another_site_link" | sed "s|ANOTHER|$neighbour|g")
        sed -n "s/^ *listen \([0-9]*\)[ ;].*/neighbour $neighbour http_port \1/p" "$link" 2>/dev/null
    done
}

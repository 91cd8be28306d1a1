# shellcheck shell=sh disable=SC2154
# What a load balancer was brought to, and how it balances.

say_nginx() {
    if [ -e "$nginx_conf" ]; then
        nginx -v 2>&1 | sed -n 's|^nginx version: nginx/\([0-9.]*\).*|nginx_version \1|p'
        connections=$(number_of worker_connections "$nginx_conf")
        open_files=$(number_of worker_rlimit_nofile "$nginx_conf")
        echo "worker_connections $connections"
        echo "worker_rlimit_nofile $open_files"
        ! is_debians_site "$default_site_link" || echo "debians_site yes"
        # What is broken already it does not print; nginx refuses that when it is loaded.
        echo "nginx_files $(timeout 10 nginx -T 2>/dev/null |
            awk '/^# configuration file /{ shown = !/mime\.types:$/ } shown' | base64 -w 0)"
    fi
    if [ -e "$upstream_file" ]; then
        loaded=$({
            # shellcheck disable=SC2086
            cat $lb_files 2>/dev/null
            echo "${connections:-} ${open_files:-}"
        } | sha256sum)
        echo "lb_placed ${loaded%% *}"
        if grep -q '^map [$]cookie_' "$upstream_file"; then
            echo "balancing cookie"
        elif grep -q 'ip_hash;' "$upstream_file"; then
            echo "balancing ip_hash"
        else
            echo "balancing round_robin"
        fi
        ! grep -q '^# Maintenance: on' "$site_file" 2>/dev/null || echo "maintenance yes"
        awk '$1 == "upstream" { blocks++ }
            blocks == 1 && $1 == "server" { print "upstream", $2, $NF == "down;" ? "down" : "up" }' \
            "$upstream_file"
        echo "nginx $(systemctl is-active nginx)"
        [ ! -e "$site_link" ] || echo "site_enabled yes"
        [ ! -e "$state/lb" ] || echo "lb_loaded $(cat "$state/lb")"
    fi
}

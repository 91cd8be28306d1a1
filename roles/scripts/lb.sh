# shellcheck shell=sh
# Puts nginx' files in place, sizes its workers and loads all that. If anything fails on the way,
# everything is as it was again: the next boot loads what stands there.
# With a drain_timeout it waits until the workers from before are gone: with them goes the last
# request that they may still send to a server that has just been marked down.
: "${placed:?}" "${site_file:?}" "${site_link:?}" "${default_site_link:?}" "${error_pages:?}"
: "${shutdown_file:?}" "${nginx_conf:?}" "${connections:?}" "${open_files:?}" "${state:?}" "${fingerprint:?}"
: "${nginx_state:?}"
: "${reload_timeout:?}" "${drain_timeout:?}" "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/kept_files.sh
. parts/kept_files.sh
# shellcheck source=roles/scripts/parts/shared_nginx.sh
. parts/shared_nginx.sh
# shellcheck source=roles/scripts/parts/debians_site.sh
. parts/debians_site.sh
# shellcheck source=roles/scripts/parts/nginx_conf.sh
. parts/nginx_conf.sh
# shellcheck source=roles/scripts/parts/nginx_shutdown.sh
. parts/nginx_shutdown.sh
interval=0.1
# When nginx was told to load the new files.
told=

# Others on the host are another nginx' own.
workers() { pgrep -P "$master" -f 'nginx: worker process$' | sort; }

leaving_workers() { pgrep -P "$master" -f 'nginx: worker process is shutting down' >/dev/null; }

go_back() {
    put_back
    # It may have loaded the new files, or do so any moment.
    if [ -n "$told" ] && systemctl is-active --quiet nginx; then
        systemctl reload nginx 2>/dev/null || true
    fi
}

give_up() { # give_up WHAT SAID
    say "$1, so its files are as they were again: $2"
    say "the last lines of journalctl -u nginx:"
    say "$(last_lines nginx "$told")"
    say "Mend that and run the same deploy again."
    exit 1
}

wait_for_workers() {
    limit=$(($(now) + reload_timeout))
    while workers | grep -qxF "$before"; do
        if [ "$(now)" -ge "$limit" ]; then
            give_up "nginx still runs its old workers $reload_timeout s after the reload" \
                "see also the end of /var/log/nginx/error.log"
        fi
        sleep "$interval"
    done
    limit=$(($(now) + drain_timeout))
    while [ "$drain_timeout" -gt 0 ] && leaving_workers; do
        if [ "$(now)" -ge "$limit" ]; then
            say "gave up waiting for requests under way in nginx after $drain_timeout s"
            return
        fi
        sleep "$interval"
    done
}

wait_for_other_runs "$state" "$busy_timeout"
have_nginx_alone
printf '%s' "$placed" >"$work/placed"
while read -r _ path _; do keep "$path"; done <"$work/placed"
keep "$(readlink -f "$nginx_conf")" "$site_link" "$default_site_link" "$shutdown_file"
trap 'go_back; rm -rf "$work"' EXIT
size_workers "$nginx_conf" "$connections" "$open_files"
while read -r mode path text; do
    if [ -n "$text" ]; then
        place_decoded "$path" "$mode" "$text"
    else
        rm -f "$path"
    fi
done <"$work/placed"
chmod 0755 "$error_pages" "$(dirname "$error_pages")"
ln -sfn "$site_file" "$site_link"
# One that somebody has made their own stays.
! is_debians_site "$default_site_link" || rm -f "$default_site_link"
limit_shutdown "$shutdown_file" "$nginx_conf" "$(dirname "$site_link")"

if ! report=$(nginx -t 2>&1); then
    say "nginx refuses the new configuration, so the old one stays: $report"
    exit 1
fi
# From here on nobody knows what nginx runs from, until it is told well.
rm -f "$state/lb"
told=$(now)
if systemctl is-active --quiet nginx; then
    master=$(systemctl show -p MainPID --value nginx)
    before=$(workers)
    report=$(systemctl reload nginx 2>&1) || give_up "nginx could not reload" "$report"
    wait_for_workers
else
    report=$(systemctl restart nginx 2>&1) || give_up "nginx could not start" "$report"
    report=$(systemctl enable --quiet nginx 2>&1) || give_up "nginx could not be enabled" "$report"
fi
echo "$fingerprint" >"$state/lb"
trap 'rm -rf "$work"' EXIT

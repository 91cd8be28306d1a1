# shellcheck shell=sh
# Puts nginx' files in place, sizes its workers and loads all that, if `nginx -t` accepts it; else
# everything stays as it was.
# With a drain_timeout it waits until the workers from before are gone: with them goes the last
# request that they may still send to a server that has just been marked down.
: "${upstream_file:?}" "${upstream:?}" "${site_file:?}" "${site:?}" "${site_link:?}"
: "${error_pages:?}" "${page_413:?}" "${page_502:?}" "${page_503:?}" "${state:?}" "${fingerprint:?}"
: "${nginx_conf:?}" "${connections:?}" "${open_files:?}" "${drain_timeout:?}" "${busy_timeout:?}"
: "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
# shellcheck source=roles/scripts/parts/nginx_conf.sh
. parts/nginx_conf.sh
interval=0.05
reload_timeout=20

workers() { pgrep -f 'nginx: worker process$' | sort; }

leaving_workers() { pgrep -f 'nginx: worker process is shutting down' >/dev/null; }

keep() { [ ! -e "$1" ] || cp -p "$1" "$work/$2"; }

put_back() {
    if [ -e "$work/$2" ]; then
        cp -p "$work/$2" "$1"
    else
        rm -f "$1"
    fi
}

wait_for_workers() {
    limit=$(($(now) + reload_timeout))
    while workers | grep -qxF "$before"; do
        if [ "$(now)" -ge "$limit" ]; then
            say "nginx still runs its old workers $reload_timeout s after the reload: see journalctl -u nginx"
            exit 1
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
keep "$nginx_conf" nginx.conf
size_workers "$nginx_conf" "$connections" "$open_files"
place "$error_pages/413.html" 0644 "$page_413"
place "$error_pages/502.html" 0644 "$page_502"
place "$error_pages/503.html" 0644 "$page_503"
chmod 0755 "$error_pages" "$(dirname "$error_pages")"
keep "$upstream_file" upstream
keep "$site_file" site
place "$upstream_file" 0644 "$upstream"
place "$site_file" 0644 "$site"
ln -sfn "$site_file" "$site_link"
rm -f /etc/nginx/sites-enabled/default

if ! report=$(nginx -t 2>&1); then
    put_back "$nginx_conf" nginx.conf
    put_back "$upstream_file" upstream
    put_back "$site_file" site
    [ -e "$site_file" ] || rm -f "$site_link"
    say "nginx refuses the new configuration, so the old one stays: $report"
    exit 1
fi
before=$(workers)
if systemctl is-active --quiet nginx; then
    systemctl reload nginx
    wait_for_workers
else
    systemctl enable --quiet nginx
    systemctl restart nginx
fi
echo "$fingerprint" >"$state/balancer"

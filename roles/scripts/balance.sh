# shellcheck shell=sh
# Puts nginx' files in place and loads them, if `nginx -t` accepts them; else the old ones stay.
: "${upstream_file:?}" "${upstream:?}" "${site_file:?}" "${site:?}" "${site_link:?}"
: "${error_pages:?}" "${page_413:?}" "${page_502:?}" "${state:?}" "${fingerprint:?}"
set -eu
interval=0.05
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT

workers() { pgrep -f 'nginx: worker process$' | sort; }

keep() { [ ! -e "$1" ] || cp -p "$1" "$kept/$2"; }

put_back() {
    if [ -e "$kept/$2" ]; then
        cp -p "$kept/$2" "$1"
    else
        rm -f "$1"
    fi
}

place() {
    printf '%s' "$2" >"$1.new"
    mv "$1.new" "$1"
}

mkdir -p "$error_pages" "$state"
place "$error_pages/413.html" "$page_413"
place "$error_pages/502.html" "$page_502"
keep "$upstream_file" upstream
keep "$site_file" site
place "$upstream_file" "$upstream"
place "$site_file" "$site"
ln -sfn "$site_file" "$site_link"
rm -f /etc/nginx/sites-enabled/default

if ! report=$(nginx -t 2>&1); then
    put_back "$upstream_file" upstream
    put_back "$site_file" site
    [ -e "$site_file" ] || rm -f "$site_link"
    echo "nginx refuses the new configuration, so the old one stays: $report"
    exit 1
fi
before=$(workers)
if ! systemctl is-active --quiet nginx; then
    systemctl enable --quiet nginx
    systemctl restart nginx
    before=
fi
if [ -n "$before" ]; then
    systemctl reload nginx
    # The old workers take requests until the new ones stand.
    limit=$(($(date +%s) + 20))
    while workers | grep -qxF "$before"; do
        if [ "$(date +%s)" -ge "$limit" ]; then
            echo "nginx still runs its old workers 20 s after the reload: see $state and journalctl -u nginx"
            exit 1
        fi
        sleep "$interval"
    done
fi
echo "$fingerprint" >"$state/balancer"

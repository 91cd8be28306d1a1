# shellcheck shell=sh
# Gets a load balancer its own certificate from an authority, and has certbot's timer renew it: nginx is
# given each new one by a hook. Where that fails, it goes on with the one that it has. Before the
# authority is asked, each name is: failed requests count, and too many are refused for hours.
: "${asks?}" "${moves?}" "${directory:?}" "${email?}" "${names:?}" "${webroot:?}" "${lineage:?}"
: "${lineage_folder:?}" "${renewal_hook:?}" "${renewal_hook_text:?}" "${leads_here:?}"
: "${state:?}" "${busy_timeout:?}" "${lock_file:?}" "${lock_id:?}"
# shellcheck source=roles/scripts/parts/common.sh
. parts/common.sh
interval=1

give_up() { # give_up WHAT FILE: what is wrong, and who says what of it
    say "$1"
    say "$(cat "$2")"
    say "nginx goes on with the certificate that it has. Mend that and run the same deploy again."
    exit 1
}

certbot_asks() { # its timer may be at work just now, or another app's deploy
    limit=$(($(now) + busy_timeout))
    while ! certbot certonly "$@" >"$work/said" 2>&1; do
        if ! grep -q 'Another instance of Certbot' "$work/said" || [ "$(now)" -ge "$limit" ]; then
            return 1
        fi
        sleep "$interval"
    done
}

wait_for_other_runs "$state" "$busy_timeout"
place_decoded "$renewal_hook" 0755 "$renewal_hook_text"
systemctl enable --quiet --now certbot.timer
[ -n "$asks" ] || exit 0

mkdir -p "$webroot"
printf '%s' "$leads_here" | base64 -d >"$work/leads_here.py"
# shellcheck disable=SC2086
python3 "$work/leads_here.py" "$webroot" $names >"$work/said" 2>&1 ||
    give_up "no certificate was asked for:" "$work/said"

set -- --non-interactive --agree-tos --server "$directory" --cert-name "$lineage" \
    --webroot --webroot-path "$webroot" --key-type ecdsa --renew-with-new-domains
for name in $names; do set -- "$@" --domain "$name"; done
# Else it keeps one of another authority's that lasts.
[ -z "$moves" ] || set -- "$@" --force-renewal
if [ -n "$email" ]; then
    set -- "$@" --email "$email"
else
    set -- "$@" --register-unsafely-without-email
fi
certbot_asks "$@" || {
    grep -vE '^(Saving debug log|Ask for help|[- ]*$)' "$work/said" >"$work/reason" || true
    give_up "$directory gave no certificate:" "$work/reason"
}
RENEWED_LINEAGE=$lineage_folder "$renewal_hook" >"$work/said" 2>&1 ||
    give_up "nginx did not take the new certificate:" "$work/said"

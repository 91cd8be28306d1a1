# shellcheck shell=sh disable=SC2154
# The certificate that nginx serves with or shall serve with. Of keys no more is said than what anybody
# may know of them.

say_certificate() {
    if [ -n "$certificate" ] && [ -r "$certificate" ]; then
        pem='/^-----BEGIN CERT/,/^-----END CERT/p'
        echo "certificate $(sed -n "$pem" "$certificate" | base64 -w 0)"
    fi
    # Two files are an operator's: whether they fit together, and are those that nginx has loaded.
    if [ "$certificate" != "$certificate_key" ] && [ -r "$certificate" ]; then
        echo "certificate_sum $(cat "$certificate" "$certificate_key" 2>/dev/null | sha256sum | cut -d' ' -f1)"
        echo "certificate_key $(openssl pkey -in "$certificate_key" -pubout 2>/dev/null | base64 -w 0)"
    fi
    if [ -e "$renewal_file" ]; then
        sed -n 's/^server *= */acme_directory /p' "$renewal_file"
        [ ! -x "$renewal_hook" ] || echo "acme_hook $(sha256sum <"$renewal_hook" | cut -d' ' -f1)"
        ! systemctl is-active --quiet certbot.timer || echo "acme_renews yes"
    fi
    if [ -r "$ticket_key" ]; then
        echo "tickets $(sha256sum <"$ticket_key" | cut -d' ' -f1)"
        echo "tickets_age $(($(date +%s) - $(stat -c %Y "$ticket_key")))"
    fi
}

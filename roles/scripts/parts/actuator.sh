# shellcheck shell=sh disable=SC2154
# Where an app says how it is. Its own environment names it: what runs is asked where it is, not
# where the next one will be. One that an earlier kit has placed names nothing: then it is what is
# asked for now.

url_of() { # url_of NAME ASKED: the URL of what the environment names so; ASKED is the same for now
    place=$(sed -n "s/^# $1: //p" "$environment_file" 2>/dev/null || true)
    case "${place:-$2}" in
    :*) echo "http://$url_address${place:-$2}" ;;
    *) echo "http://${place:-$2}" ;;
    esac
}

# As one that came to the site by TLS: an app that sends others there has to answer too.
ask_readiness() { # sets answer: the status, 000 for none, and where a redirect leads to
    readiness_url=$(url_of Readiness "$readiness")
    answer=$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' --max-time 2 \
        -H 'X-Forwarded-Proto: https' "$readiness_url" || true)
    status=${answer%% *}
}

"""Stand-ins for what retire.sh and lock.sh call on a host.

What the files in the folder PLAY hold decides: which units are active, who is connected, and
`refuses`, what nginx -t says.
"""

SYSTEMCTL = """#!/bin/sh
cd "$PLAY"
for last in "$@"; do :; done
case "$1" in
is-active) [ -e "active/$last" ] ;;
disable | stop)
    [ -e "active/$last" ] || exit 1
    [ -e stays ] || rm "active/$last"
    echo "$1 $last" >>commands
    ;;
reload) echo "reload $last" >>commands ;;
esac
"""
NGINX = """#!/bin/sh
[ ! -e "$PLAY/refuses" ] || { cat "$PLAY/refuses" && exit 1; }
"""
REDIS_CLI = """#!/bin/sh
cd "$PLAY"
[ "$1 $2" = "-p 6379" ] && [ "$REDISCLI_AUTH" = adm1n ] || exit 1
case "$3 $4" in
"client list") cat clients ;;
"acl deluser") echo "deluser $5" >>commands ;;
esac
"""
STAND_INS = {
    "systemctl": SYSTEMCTL,
    "nginx": NGINX,
    "redis-cli": REDIS_CLI,
    "ss": '#!/bin/sh\ncat "$PLAY/connections"\n',
    "id": '#!/bin/sh\ncat "$PLAY/user"\n',
    "journalctl": "#!/bin/sh\necho its last words\n",
    "chown": "#!/bin/sh\n",
    "certbot": '#!/bin/sh\necho "certbot $*" >>"$PLAY/commands"\n',
}

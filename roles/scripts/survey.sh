# shellcheck shell=sh
# Prints what a host is and what the last deploy left on it, a `key value` a line.
: "${ports:?}" "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}"
: "${current:?}" "${releases:?}" "${healthy:?}" "${site_file:?}" "${site_link:?}"
: "${upstream_file:?}" "${error_pages:?}" "${state:?}" "${lock_file:?}" "${metrics_url:?}"
: "${app_name:?}" "${redis_password_file:?}" "${redis_port:?}" "${readiness_url:?}"
: "${redis_conf:?}" "${redis_users:?}" "${redis_loaded:?}"
: "${nginx_conf:?}" "${opens_ipv6_socket:?}"
# shellcheck source=roles/scripts/parts/nginx_conf.sh
. parts/nginx_conf.sh

digest() { sha256sum 2>/dev/null <"$1" | cut -d' ' -f1; }

# shellcheck source=/dev/null
. /etc/os-release
echo "system $ID"
echo "system_version ${VERSION_ID:-}"
echo "init $(cat /proc/1/comm)"
echo "user $(id -un)"
echo "processors $(nproc)"
echo "memory_mb $(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))"
# PID 1 has raised its own to what the host allows at most.
sed -n 's/^Max open files *[0-9]* *\([0-9]*\) .*/open_files_limit \1/p' /proc/1/limits
! sh -c "$opens_ipv6_socket" 2>/dev/null || echo "ipv6 yes"
for folder in /opt /var /etc; do
    # A folder that is not there will stand on the disk of /.
    free=$(df -Pm "$folder" 2>/dev/null || df -Pm /)
    echo "free_mb $folder $(echo "$free" | awk 'NR == 2 { print $4 }')"
done
for port in $ports; do
    pids=$(ss -Hltnp "sport = :$port" | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u)
    for pid in $pids; do
        holder=$(ps -o unit= -p "$pid")
        # A process that has ended meanwhile holds no port.
        command=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
        echo "listener $port $holder $command"
    done
done

if [ -e "$unit_file" ]; then
    release=$(readlink "$current") && release=${release##*/}
    fingerprint=$(printf '%s %s %s %s' "$(digest "$environment_file")" \
        "$(digest "$properties_file")" "$(digest "$unit_file")" "$release" | sha256sum)
    echo "release $release"
    echo "fingerprint ${fingerprint%% *}"
    echo "port $(sed -n 's/^SERVER_PORT="\([0-9]*\)"$/\1/p' "$environment_file" 2>/dev/null)"
    echo "sessions $(sed -n 's/^# .*Session profile: //p' "$environment_file" 2>/dev/null)"
    echo "active $(systemctl is-active "$unit")"
    echo "ready $(curl -s -o /dev/null -w '%{http_code}' --max-time 1 "$readiness_url")"
    in_memory=$(curl -s --max-time 1 "$metrics_url" | sed -n 's/.*"value":\([0-9]*\).*/\1/p')
    echo "sessions_in_memory $in_memory"
    changed=$(stat -c %Z "$environment_file" "$properties_file" "$unit_file" "$current" \
        2>/dev/null | sort -n | tail -n 1)
    started=$(systemctl show -p ExecMainStartTimestamp --value "$unit")
    if [ -n "$started" ] && [ "$(date -d "$started" +%s)" -ge "${changed:-0}" ]; then
        echo "fresh yes"
    fi
    exposed=$(find "$environment_file" "$properties_file" -perm /007 2>/dev/null)
    [ -z "$exposed" ] || echo "exposed yes"
fi
[ ! -e "$redis_loaded" ] || echo "redis $(cut -d' ' -f1 "$redis_loaded")"
[ ! -e "$healthy/fingerprint" ] || echo "healthy $(cat "$healthy/fingerprint")"
[ ! -e "$state/previous/release" ] || echo "previous $(cat "$state/previous/release")"
for list in history rolled-back; do
    [ ! -e "$state/$list" ] || sed "s/^/$list /" "$state/$list"
done
if [ -e "$lock_file" ]; then
    echo "lock_age $(($(date +%s) - $(stat -c %Y "$lock_file")))"
    echo "lock $(cat "$lock_file")"
fi
if [ -s "$redis_password_file" ]; then
    echo "redis_files $(cat "$redis_conf" "$redis_users" 2>/dev/null | sha256sum | cut -d' ' -f1)"
    in_redis=$(REDISCLI_AUTH=$(cat "$redis_password_file") timeout 2 redis-cli --user "$app_name" \
        -p "$redis_port" dbsize 2>/dev/null) && echo "sessions_in_redis $in_redis"
fi
if [ -e "$redis_users" ]; then
    echo "redis_listens $(sed -n 's/^port //p' "$redis_conf" 2>/dev/null)"
    sed -n 's/^maxmemory \([0-9]*\)mb$/redis_memory_mb \1/p' "$redis_conf" 2>/dev/null
    sed -n 's/^user \([^ ]*\) .*/redis_user \1/p' "$redis_users"
fi
for folder in "$releases"/*/; do
    if (cd "$folder" 2>/dev/null && sha256sum --status -c SHA256SUMS 2>/dev/null); then
        folder=${folder%/}
        echo "installed ${folder##*/}"
    fi
done

if [ -e "$nginx_conf" ]; then
    nginx -v 2>&1 | sed -n 's|^nginx version: nginx/\([0-9.]*\).*|nginx_version \1|p'
    connections=$(number_of worker_connections "$nginx_conf")
    open_files=$(number_of worker_rlimit_nofile "$nginx_conf")
    echo "worker_connections $connections"
    echo "worker_rlimit_nofile $open_files"
fi
if [ -e "$upstream_file" ]; then
    loaded=$({
        cat "$upstream_file" "$site_file" "$error_pages"/*.html 2>/dev/null
        echo "${connections:-} ${open_files:-}"
    } | sha256sum)
    echo "balancer ${loaded%% *}"
    if grep -q 'ip_hash;' "$upstream_file"; then
        echo "balancing ip_hash"
    else
        echo "balancing round_robin"
    fi
    ! grep -q '^# Maintenance: on' "$site_file" 2>/dev/null || echo "maintenance yes"
    sed -n 's/^ *server \([^ ]*\) .*down;$/down \1/p' "$upstream_file" | sort -u
    echo "nginx $(systemctl is-active nginx)"
    [ ! -e "$site_link" ] || echo "site_enabled yes"
    [ ! -e "$state/balancer" ] || echo "balancer_loaded $(cat "$state/balancer")"
fi
true

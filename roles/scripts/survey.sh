# shellcheck shell=sh
# Prints what a host is and what the last deploy left on it, a `key value` a line.
: "${ports:?}" "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}"
: "${current:?}" "${releases:?}" "${healthy:?}" "${site_file:?}" "${site_link:?}"
: "${upstream_file:?}" "${error_pages:?}" "${state:?}" "${lock_file:?}" "${sessions_metric:?}"
: "${app_name:?}" "${redis_password_file:?}" "${redis_port:?}" "${readiness:?}" "${actuator:?}"
: "${url_address:?}" "${asked_release?}" "${java_package?}"
: "${redis_conf:?}" "${redis_users:?}" "${redis_loaded:?}" "${redis_admin_password_file:?}"
: "${session_namespace:?}" "${another_environment_file:?}" "${another_site_link:?}"
: "${sysctl_of_apps:?}"
: "${nginx_conf:?}" "${opens_ipv6_socket:?}" "${java_command?}" "${hidden_folders:?}"
# shellcheck source=roles/scripts/parts/nginx_conf.sh
. parts/nginx_conf.sh
# shellcheck source=roles/scripts/parts/fingerprint.sh
. parts/fingerprint.sh
# shellcheck source=roles/scripts/parts/holder.sh
. parts/holder.sh
# shellcheck source=roles/scripts/parts/places.sh
. parts/places.sh
# shellcheck source=roles/scripts/parts/java.sh
. parts/java.sh
# shellcheck source=roles/scripts/parts/neighbours.sh
. parts/neighbours.sh
# shellcheck source=roles/scripts/parts/found_redis.sh
. parts/found_redis.sh
# shellcheck source=roles/scripts/parts/redis_sessions.sh
. parts/redis_sessions.sh

of_environment() { # of_environment NAME: what the app is given as that
    sed -n "s/^$1=\"\(.*\)\"$/\1/p" "$environment_file" 2>/dev/null
}

# The session profile of an environment, and behind it Actuator's place where that is named.
named_in() {
    sed -n '/^# .*Session profile: /{ s///; h; }
        /^# Actuator: /{ s///; H; }
        ${ x; s/\n/ /; p; }' "$1" 2>/dev/null
}

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
sed -n 's/^net.ipv4.tcp_retries2 = /sends_again /p' "$sysctl_of_apps" 2>/dev/null
for port in $ports; do
    pids=$(ss -Hltnp "sport = :$port" | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u)
    for pid in $pids; do
        holder=$(ps -o unit= -p "$pid")
        # A process that has ended meanwhile holds no port.
        command=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
        echo "listener $port $holder $command"
    done
done

java=$(asked_java "$java_command" "$java_package")
[ -z "$java" ] || printf 'java %s\njava_version %s\n' "$java" "$(version_of_java "$java")"
if [ -e "$unit_file" ]; then
    release=$(readlink "$current") && release=${release##*/}
    echo "release $release"
    echo "fingerprint $(fingerprint_of "$environment_file" "$properties_file" "$unit_file" "$release")"
    port=$(of_environment SERVER_PORT)
    echo "port $port"
    named=$(named_in "$environment_file")
    echo "sessions ${named%% *}"
    echo "actuator ${named#"${named%% *}"}"
    echo "session_redis $(of_environment SPRING_DATA_REDIS_HOST) $(of_environment SPRING_DATA_REDIS_PORT)"
    echo "session_namespace $(of_environment SPRING_SESSION_REDIS_NAMESPACE)"
    echo "active $(systemctl is-active "$unit")"
    ask_readiness
    echo "answered $status"
    in_memory=$(curl -s --max-time 1 "$(url_of Actuator "$actuator")$sessions_metric" |
        sed -n 's/.*"value":\([0-9]*\).*/\1/p')
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
[ ! -L "$healthy" ] || echo "revision $(basename "$(readlink "$healthy")")"
[ ! -f "$state/previous" ] || echo "previous $(cat "$state/previous")"
[ ! -e "$state/moved" ] || echo "moved yes"
# There may be a hundred of each: as few processes as can be.
for kept in "$state/revisions"/*/; do
    kept=${kept%/}
    [ -e "$kept/fingerprint" ] || continue
    read -r of_release <"$kept/release"
    read -r sum <"$kept/fingerprint"
    echo "kept ${kept##*/} $of_release $sum $(named_in "$kept/environment")"
done
for list in history rolled-back; do
    [ ! -e "$state/$list" ] || sed "s/^/$list /" "$state/$list"
done
say_holder
say_neighbours
if [ -s "$redis_password_file" ]; then
    echo "redis_files $(cat "$redis_conf" "$redis_users" 2>/dev/null | sha256sum | cut -d' ' -f1)"
    say_sessions
fi
say_found_redis
if [ -e "$redis_users" ]; then
    echo "redis_listens $(sed -n 's/^port //p' "$redis_conf" 2>/dev/null)"
    sed -n 's/^maxmemory \([0-9]*\)mb$/redis_memory_mb \1/p' "$redis_conf" 2>/dev/null
    awk '$1 == "user" {
        said = "redis_user " $2
        for (word = 3; word <= NF; word++) if ($word ~ /^~/) said = said " " $word
        print said
    }' "$redis_users"
fi
for folder in "$releases"/*/; do
    [ -e "$folder/SHA256SUMS" ] || continue
    name=${folder%/}
    name=${name##*/}
    echo "installed $name"
    # Sums cost processor time beside the site: of what runs and of what is asked only.
    case " ${release:-} $asked_release " in
    *" $name "*) (cd "$folder" && sha256sum --status -c SHA256SUMS 2>/dev/null) && echo "whole $name" ;;
    esac
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
    echo "lb_placed ${loaded%% *}"
    if grep -q 'ip_hash;' "$upstream_file"; then
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
true

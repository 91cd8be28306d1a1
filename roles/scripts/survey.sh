# shellcheck shell=sh
# Prints what a host is and what the last deploy left on it, a `key value` a line.
: "${ports:?}" "${unit:?}" "${environment_file:?}" "${properties_file:?}" "${unit_file:?}"
: "${current:?}" "${releases:?}" "${healthy:?}" "${site_file:?}" "${site_link:?}"
: "${upstream_file:?}" "${lb_files:?}" "${state:?}" "${lock_file:?}" "${sessions_metric:?}"
: "${app_name:?}" "${redis_password_file:?}" "${redis_port:?}" "${readiness:?}" "${actuator:?}"
: "${url_address:?}" "${asked_release?}" "${java_package?}"
: "${redis_conf:?}" "${redis_users:?}" "${redis_loaded:?}" "${redis_admin_password_file:?}"
: "${session_namespace:?}" "${another_environment_file:?}" "${another_site_link:?}"
: "${sysctl_of_apps:?}"
: "${default_site_link:?}"
: "${certificate?}" "${certificate_key?}" "${ticket_key:?}" "${renewal_file:?}"
: "${renewal_hook:?}"
: "${nginx_conf:?}" "${opens_ipv6_socket:?}" "${java_command?}" "${hidden_folders:?}"
# shellcheck source=roles/scripts/parts/nginx_conf.sh
. parts/nginx_conf.sh
# shellcheck source=roles/scripts/parts/fingerprint.sh
. parts/fingerprint.sh
# shellcheck source=roles/scripts/parts/holder.sh
. parts/holder.sh
# shellcheck source=roles/scripts/parts/actuator.sh
. parts/actuator.sh
# shellcheck source=roles/scripts/parts/java.sh
. parts/java.sh
# shellcheck source=roles/scripts/parts/found_app.sh
. parts/found_app.sh
# shellcheck source=roles/scripts/parts/debians_site.sh
. parts/debians_site.sh
# shellcheck source=roles/scripts/parts/found_nginx.sh
. parts/found_nginx.sh
# shellcheck source=roles/scripts/parts/found_certificate.sh
. parts/found_certificate.sh
# shellcheck source=roles/scripts/parts/neighbours.sh
. parts/neighbours.sh
# shellcheck source=roles/scripts/parts/found_redis.sh
. parts/found_redis.sh
# shellcheck source=roles/scripts/parts/redis_sessions.sh
. parts/redis_sessions.sh

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
[ ! -e "$unit_file" ] || say_app
[ ! -e "$redis_loaded" ] || echo "redis $(cut -d' ' -f1 "$redis_loaded")"
[ ! -e "$healthy/fingerprint" ] || echo "healthy $(cat "$healthy/fingerprint")"
[ ! -L "$healthy" ] || echo "revision $(basename "$(readlink "$healthy")")"
[ ! -f "$state/previous" ] || echo "previous $(cat "$state/previous")"
[ ! -e "$state/moved" ] || echo "moved yes"
say_kept
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

say_nginx
say_certificate
true

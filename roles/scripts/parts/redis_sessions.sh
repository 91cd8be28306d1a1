# shellcheck shell=sh disable=SC2154
# Whether a host's Redis lets in the app, and how many sessions the app has there.

ask_redis_for() { # ask_redis_for PASSWORD_FILE COMMAND...
    password_file=$1
    shift
    REDISCLI_AUTH=$(cat "$password_file") timeout 2 redis-cli -p "$redis_port" "$@" 2>/dev/null
}

# The app's user may not list keys. The indexed repository has further keys, which are no sessions.
say_sessions() {
    ask_redis_for "$redis_password_file" --user "$app_name" ping | grep -q PONG || return 0
    echo "redis_answers yes"
    listed=$(ask_redis_for "$redis_admin_password_file" \
        --scan --pattern "$session_namespace:sessions:*") || return 0
    sessions=$(echo "$listed" | grep -v ':expirations$' | grep -c ':sessions:[^:]*$')
    echo "sessions_in_redis $sessions"
}

# shellcheck shell=sh disable=SC2154
# The gates that an app server passes on its own host; failed_gate says which one it failed.

gate_start() {
    systemctl daemon-reload
    systemctl reset-failed "$unit" 2>/dev/null || true
    systemctl is-enabled --quiet "$unit" || systemctl enable --quiet "$unit"
    started=$(now)
    timeout "$start_timeout" systemctl restart "$unit" && stays_up && return 0
    failed_gate=${failed_gate:-"start: systemd did not start the unit within $start_timeout s"}
    return 1
}

stays_up() {
    case "$(systemctl show -p ActiveState -p NRestarts --value "$unit" | tr '\n' ' ')" in
    "active 0 " | "0 active ") ;;
    *)
        failed_gate="start: the unit did not stay up"
        return 1
        ;;
    esac
}

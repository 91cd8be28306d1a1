"""Docker stand-ins for VMs: bare hosts with systemd and sshd, and nothing of the kit."""

"""What the kit does on the hosts: settings, decisions, rendering and one module per role."""

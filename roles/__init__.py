"""What the kit does on the hosts, room by room: each imports only what stands above it.

errors, places, remote   what everything stands on
configuration            what is asked: settings, cluster, inventory, artifact
connection               the way to a host, and what is said where it ends
survey                   what a host says of itself; whether it can take its role; the status
plan                     what a run decides: the roll, revisions, why it stopped (pure)
files                    what hosts get, as text: one source for each folder of templates/ (pure)
run                      what all hosts of one run share, and how it changes them
lock                     the deploy lock and the audit log
package_lists, base, app, lb, redis   the roles
roll                     turns, who carries the site meanwhile, the way back, the announcement
cli                      what a command line may ask, and what is shown
scripts                  what runs on a host in one round trip
"""

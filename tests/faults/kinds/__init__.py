"""The faults, in the order in which pages show them: one module each, which has a FAULT."""

from importlib import import_module

NAMES = (
    "idle_connections_killed",
    "server_restarted_idle",
    "server_restarted_under_load",
    "server_down",
    "server_frozen",
    "pooler_restarted",
    "pooler_frozen",
    "connection_limit_reached",
    "pool_exhausted",
    "view_crashes",
    "password_changed",
    "primary_read_only",
    "sigterm_under_load",
    "idle_past_timeout",
    "client_gone",
    "tls_certificate_replaced",
    "thread_keeps_connection",
    "closed_in_mid_stream",
    "fork_preload",
    "fork_multiprocessing",
    "fork_celery",
)
FAULTS = {name: import_module(f"{__name__}.{name}").FAULT for name in NAMES}

"""What is said when every port is taken."""

import subprocess
import sys

from evidence import store
from tests.trouble.users import in_a_namespace

ONE_PORT = """
import fcntl, socket, struct
from pathlib import Path
from tests.servers import ServerError
from tests.servers.process import free_port

Path("/proc/sys/net/ipv4/ip_local_port_range").write_text("60000 60000")
with socket.socket() as up:  # `ip link set lo up`, where there is no ip
    fcntl.ioctl(up, 0x8914, struct.pack("16sh14x", b"lo", 1))
assert free_port() == 60000
with socket.create_server(("127.0.0.1", 60000)):
    try:
        free_port()
    except ServerError as error:
        print(error)
"""


def test_no_free_port_is_said_with_what_to_do():
    """On a network of its own that has a single port."""
    run = subprocess.run(
        [*in_a_namespace("--map-root-user", "--net"), sys.executable, "-c", ONE_PORT],
        cwd=store.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == (
        "No free TCP port on 127.0.0.1 (Address already in use): close programs that "
        "listen there, or widen net.ipv4.ip_local_port_range.\n"
    ), run.stderr

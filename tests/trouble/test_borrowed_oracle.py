"""An Oracle that is borrowed and does not answer is named, and so is an address that is none."""

import socket

import pytest

from tests.servers import Borrowed, ServerError
from tests.servers.oracle import Oracle


def test_server_that_does_not_answer_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(ServerError) as refusal:
            Oracle(f"oracle://system:secret@127.0.0.1:{port}/FREEPDB1").start()
    assert str(refusal.value).startswith(
        "The Oracle that ORACLE_URL names does not answer (DPY-6005"
    )
    assert str(refusal.value).endswith("start it, correct ORACLE_URL, or unset it.")
    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["oracle://", "oracle://u:p@host", "http://u:p@host/service"])
def test_incomplete_address_is_refused_with_how_to_write_it(url):
    with pytest.raises(ServerError) as refusal:
        Oracle(url).start()
    assert str(refusal.value) == (
        "ORACLE_URL does not name a user, a server and a service: "
        "write it as oracle://system:password@host:1521/service."
    )


@pytest.mark.parametrize("verb", ["stop", "restart", "freeze", "thaw"])
def test_borrowed_server_is_never_stopped_or_frozen(verb):
    with pytest.raises(Borrowed, match=r"is borrowed: it is never (stopped|frozen)"):
        getattr(Oracle("oracle://u:p@host/service"), verb)()

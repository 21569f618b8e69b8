"""A relay that delays: python -m benchmarks.costs.relay PORT TARGET_PORT MILLISECONDS.

What a client sends is passed on at once. What comes back is passed on ``MILLISECONDS`` after it
came, however much is on its way already: this adds to each round trip and limits no throughput.
"""

import asyncio
import selectors
import sys


class Leg(asyncio.Protocol):
    """One side of a relayed connection, which hands what it receives to the other."""

    def __init__(self, delay: float):
        self.delay = delay
        self.other: asyncio.WriteTransport | None = None
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self._later(lambda: self.other.write(data))

    def connection_lost(self, exception):
        if self.other is not None:
            self._later(self.other.close)

    def _later(self, do) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, do)
        else:
            do()


class Client(Leg):
    """The client's side: it opens the way to the target, and waits until that is there."""

    def __init__(self, port: int, delay: float):
        super().__init__(0)
        self.port = port
        self.back = delay

    def connection_made(self, transport):
        super().connection_made(transport)
        transport.pause_reading()
        self.opening = asyncio.ensure_future(self.open())

    async def open(self):
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self.back)  # the round trip in which TCP opens a connection
        self.other, target = await loop.create_connection(
            lambda: Leg(self.back), "127.0.0.1", self.port
        )
        target.other = self.transport
        self.transport.resume_reading()


async def serve(port: int, target: int, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: Client(target, delay), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    port, target, milliseconds = sys.argv[1:]
    # select() counts in microseconds; epoll, in milliseconds.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    loop.run_until_complete(serve(int(port), int(target), float(milliseconds) / 1000))

"""A proxy on loopback that opens tunnels for TLS, or responds as a test wants."""

import socket
import threading
from contextlib import suppress

OPENED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class TunnelProxy:
    """Accepts connections one after the other; keeps the head of each request in `asked`."""

    def __init__(self, response: bytes = OPENED) -> None:
        self.asked: list[list[str]] = []
        self._response = response
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._tunnel, args=(client,), daemon=True).start()

    def _tunnel(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = client.recv(65536).decode("ascii").splitlines()
            self.asked.append(head)
            client.sendall(self._response)
            if self._response == OPENED:
                name, _, port = head[0].split()[1].rpartition(":")
                with socket.create_connection((name, int(port)), 10) as server:
                    back = threading.Thread(target=_relay, args=(server, client), daemon=True)
                    back.start()
                    _relay(client, server)
                    back.join(10)


def _relay(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until one side closes its connection."""
    with suppress(OSError):
        while received := source.recv(65536):
            target.sendall(received)
        target.shutdown(socket.SHUT_WR)

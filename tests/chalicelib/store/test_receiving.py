"""An answer has until a deadline for all of it, however its bytes come."""

import io
import socket
from collections.abc import Iterator

import pytest

from chalicelib.store.http_response import BrokenResponseError, DeadlineStream


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Return both ends of a connection."""
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_all_that_arrives_is_read(ends: tuple[socket.socket, socket.socket]) -> None:
    here, there = ends
    there.sendall(b"head\nbody")
    there.close()
    with io.BufferedReader(DeadlineStream(here, 5.0, 5.0)) as stream:
        assert (stream.readline(), stream.read()) == (b"head\n", b"body")


@pytest.mark.parametrize(("quiet", "whole"), [(0.01, 5.0), (5.0, 0.01), (5.0, 0.0)])
def test_where_nothing_comes_it_is_a_time_out(
    ends: tuple[socket.socket, socket.socket], quiet: float, whole: float
) -> None:
    with pytest.raises(TimeoutError):
        DeadlineStream(ends[0], quiet, whole).readinto(bytearray(9))


def test_where_something_came_it_is_an_answer_that_is_not_all_there(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    there.sendall(b"xy")
    receiving = DeadlineStream(here, 5.0, 5.0)
    assert receiving.readinto(bytearray(1)) == 1
    receiving.grant(-5.0)
    with pytest.raises(BrokenResponseError, match="it is not there after 0 s"):
        receiving.readinto(bytearray(1))
    receiving.grant(5.0)
    assert receiving.readinto(bytearray(1)) == 1


def test_silence_in_the_midst_is_a_time_out_while_there_is_time(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    there.sendall(b"x")
    receiving = DeadlineStream(here, 0.01, 60.0)
    assert receiving.readinto(bytearray(9)) == 1
    with pytest.raises(TimeoutError):
        receiving.readinto(bytearray(9))

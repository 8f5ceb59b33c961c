"""A write that S3 carried out is a success, even if its response was lost."""

from collections.abc import Iterator

import pytest

from chalicelib.errors import StoreError
from chalicelib.store.writing import object_writer
from tests.support.lossy_proxy import LOSE, LossyProxy, lossy_proxy
from tests.support.stores import NOW, promote, publish
from train.errors import InputError
from train.registry.bundle import Bundle
from train.registry.current_model import fetch_current
from train.registry.pointer_moves import move_pointer, plan_promotion, plan_rollback
from train.registry.versions import verify
from train.registry.writable_store import S3Writer, open_writer

LOST = [
    pytest.param([LOSE], id="lost"),
    pytest.param([LOSE, LOSE], id="lost twice"),
    pytest.param([500], id="500"),
    pytest.param([500, 500], id="500 twice"),
    pytest.param([503, LOSE], id="503, then lost"),
    pytest.param([409], id="409"),
    pytest.param([412], id="412"),
]


@pytest.fixture
def proxy(s3: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LossyProxy]:
    del s3
    with lossy_proxy(s3_endpoint, monkeypatch) as running:
        yield running


@pytest.fixture
def lossy_writer(proxy: LossyProxy, s3: str) -> S3Writer:
    del proxy
    writer = open_writer(s3)
    assert isinstance(writer, S3Writer)
    return writer


@pytest.mark.parametrize("planned", LOST[:3])
def test_a_publication_survives_lost_responses(
    proxy: LossyProxy, lossy_writer: S3Writer, tutorial_bundle: Bundle, planned: list[str | int]
) -> None:
    proxy.planned = list(planned)
    version = publish(tutorial_bundle, lossy_writer)
    assert {state for _, state in verify(version, lossy_writer)} == {"ok"}
    assert proxy.planned == []


@pytest.mark.parametrize("planned", LOST)
def test_a_promotion_whose_response_is_lost_is_a_success(
    proxy: LossyProxy,
    lossy_writer: S3Writer,
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
    planned: list[str | int],
) -> None:
    versions = [publish(bundle, lossy_writer) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:  # the first one creates the pointer, the second one replaces it
        proxy.planned = list(planned)
        promote(version, lossy_writer)
        assert fetch_current(lossy_writer).manifest.version == version
        assert proxy.planned == []


def test_a_rollback_whose_response_is_lost_is_a_success(
    proxy: LossyProxy, lossy_writer: S3Writer, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, lossy_writer) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:
        promote(version, lossy_writer)
    proxy.planned = [LOSE]
    move_pointer(plan_rollback(lossy_writer, NOW), lossy_writer)
    assert fetch_current(lossy_writer).manifest.version == versions[0]


def test_a_write_that_conflicts_is_sent_again(proxy: LossyProxy, lossy_writer: S3Writer) -> None:
    proxy.applies, proxy.planned = False, [409, 409]
    assert lossy_writer.create("a", b"1")
    assert (proxy.writes, lossy_writer.read("a", 9)) == (3, b"1")


def test_endless_conflicts_end_in_an_error(proxy: LossyProxy, lossy_writer: S3Writer) -> None:
    proxy.applies, proxy.planned = False, [409] * 99
    with pytest.raises(StoreError, match="S3 returned ConditionalRequestConflict"):
        lossy_writer.create("a", b"1")
    assert proxy.writes == 1 + len(object_writer.CONFLICT_PAUSES)


def test_a_write_that_was_not_carried_out_is_an_error(
    proxy: LossyProxy, lossy_writer: S3Writer
) -> None:
    lossy_writer.create("a", b"1")
    tag = lossy_writer.read_changed("a", 9, None)
    assert tag is not None
    proxy.applies, proxy.planned = False, [500, 500]
    with pytest.raises(StoreError, match="s3:PutObject"):
        lossy_writer.replace_if_unchanged("a", b"2", tag.tag)
    assert lossy_writer.read("a", 9) == b"1"


def test_a_promotion_that_someone_else_overtook_is_refused(
    proxy: LossyProxy, lossy_writer: S3Writer, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, lossy_writer) for bundle in (tutorial_bundle, default_bundle)]
    first, second = (plan_promotion(version, lossy_writer, NOW) for version in versions)
    assert first is not None
    assert second is not None
    move_pointer(second, lossy_writer)
    proxy.planned = [LOSE]
    with pytest.raises(InputError, match=f"someone else promoted {versions[1]} at the same time"):
        move_pointer(first, lossy_writer)


def test_a_promotion_whose_pointer_was_removed_is_refused(
    lossy_writer: S3Writer, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    versions = [publish(bundle, lossy_writer) for bundle in (tutorial_bundle, default_bundle)]
    promote(versions[0], lossy_writer)
    late = plan_promotion(versions[1], lossy_writer, NOW)
    assert late is not None
    lossy_writer.delete("current.json")
    with pytest.raises(InputError, match="someone else removed the pointer"):
        move_pointer(late, lossy_writer)


@pytest.mark.parametrize("weak", [False, True], ids=["none", "weak"])
def test_a_store_without_usable_etags_is_compared_before_the_pointer_moves(
    proxy: LossyProxy,
    lossy_writer: S3Writer,
    tutorial_bundle: Bundle,
    default_bundle: Bundle,
    weak: bool,
) -> None:
    proxy.sends_etags, proxy.weakens_etags = weak, weak
    versions = [publish(bundle, lossy_writer) for bundle in (tutorial_bundle, default_bundle)]
    for version in versions:
        promote(version, lossy_writer)
        assert fetch_current(lossy_writer).manifest.version == version
    assert set(proxy.conditions) == {None}
    late = plan_promotion(versions[0], lossy_writer, NOW)
    move_pointer(plan_rollback(lossy_writer, NOW), lossy_writer)
    assert late is not None
    lossy_writer.delete("current.json")
    with pytest.raises(InputError, match="someone else removed the pointer"):
        move_pointer(late, lossy_writer)


def test_a_store_without_etags_tells_who_was_overtaken(
    proxy: LossyProxy, lossy_writer: S3Writer, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    proxy.sends_etags = False
    versions = [publish(bundle, lossy_writer) for bundle in (tutorial_bundle, default_bundle)]
    promote(versions[0], lossy_writer)
    late = plan_promotion(versions[1], lossy_writer, NOW)
    assert late is not None
    pointer = lossy_writer.read_changed("current.json", 10**6, None)
    assert pointer is not None
    assert lossy_writer.replace_if_unchanged("current.json", b"{}", pointer.tag)
    assert not lossy_writer.replace_if_unchanged("current.json", late.raw, pointer.tag)

"""Where texts were found, in words; never the texts themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.registry.policies import policy_key
from chalicelib.version_names import version_key
from train.counted import counted
from train.erasure.corpora import CorpusFile
from train.erasure.model_files import REPORT, FoundInFiles
from train.erasure.policies import SearchedPolicies
from train.erasure.versions import SearchedStore, SearchedVersion
from train.evaluation.predictions import FILE_NAME as PREDICTIONS
from train.registry.writable_store import StoreWriter
from train.reports.erasure import FoundReports


@dataclass(frozen=True, slots=True)
class ReportsIn:
    """The reports of the texts in one store."""

    store: StoreWriter
    found: FoundReports


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in corpus files, in the bundle of a directory, in a store, and in reports."""

    uri: str
    corpora: Sequence[CorpusFile]
    directory: Path
    bundle: FoundInFiles | None
    store: SearchedStore
    reports: Sequence[ReportsIn]
    policies: SearchedPolicies

    def places(self) -> Iterator[str]:
        """Yield each place where a text was found."""
        for file in self.corpora:
            yield from (each.where for each in file.found)
        if self.bundle is not None:
            yield from _places(str(self.directory), self.bundle)
            if self.bundle.is_trained:
                yield f"{self.directory}: trained on it"
        for searched in self.store.versions:
            where = f"{self.uri}/{version_key(searched.manifest.version, '')}".rstrip("/")
            yield from _places(where, searched.found)
            if learned := learned_from(searched):
                yield f"{where}: {learned}"
        for policy in self.policies.to_replace():
            entries = counted(len(policy.found), "entry", "entries")
            yield f"{self.uri}/{policy_key(policy.policy.id)}: {entries}"
        for reports in self.reports:
            yield from (f"{reports.store.uri}/{key}: a report of it" for key in reports.found.keys)

    def doubts(self) -> Iterator[str]:
        """Yield what may hold a text, and was not searched or is not erased."""
        for file in self.corpora:
            yield from _corpus_doubts(file)
        for searched in self.store.versions:
            if searched.found.is_trained is None and not searched.had_corpus:
                yield (
                    f"{searched.manifest.version}: may have learned it: the version does not "
                    "record its training texts, and no corpus of it in --data holds the text"
                )
        yield from self.store.unsearched
        for policy in self.policies.policies:
            for side, kind, _ in policy.quoted:
                yield f"{policy.policy.id}: {side} {kind}: contains it within a longer entry; kept"
            for side, kind, _ in policy.parts:
                yield (
                    f"{policy.policy.id}: {side} {kind}: one is a part of it; kept; to erase it, "
                    f"give it, too: 'python -m train show --policy {policy.policy.id}' prints them"
                )
        yield from self.policies.unsearched
        yield from (f"not searched: {fault}" for fault in self._report_faults())

    def nowhere(self) -> str:
        """Return in words that no place was found, if that is so."""
        if any(file.quoted or file.joined or file.misplaced for file in self.corpora):
            return "found nowhere as a whole text"
        return "found nowhere"

    def left(self) -> Iterator[str]:
        """Yield in words how much is not erased or was not searched."""
        if count := sum(file.still_holds for file in self.corpora):
            yield counted(count, "file still holds the text", "files still hold the text")
        if unsearched := self._unsearched():
            yield f"{unsearched} could not be searched"

    def _unsearched(self) -> str:
        counts = {
            "version": self.store.unsearched,
            "policy": self.policies.unsearched,
            "report": self._report_faults(),
        }
        plurals = {"policy": "policies"}
        return " and ".join(
            counted(len(each), name, plurals.get(name, "")) for name, each in counts.items() if each
        )

    def _report_faults(self) -> list[str]:
        return [fault for reports in self.reports for fault in reports.found.faults]

    def to_replace(self) -> list[SearchedVersion]:
        """Return the versions whose files hold a text."""
        return [each for each in self.store.versions if each.found.redacted]

    def trained(self) -> list[SearchedVersion]:
        """Return the versions that learned from a text, or may have."""
        return [each for each in self.store.versions if learned_from(each)]


def _corpus_doubts(file: CorpusFile) -> Iterator[str]:
    if file.fault:
        yield f"{file.fault}; remove it yourself, then run this again"
    for each in file.quoted:
        yield f"{each.where}: contains it within a longer text; kept"
    for each in file.joined:
        yield (
            f"{each.where}: has it as one of the joined columns, or as whole lines of a longer "
            "text; kept; to erase it all, also give the whole text, or a file with this row and "
            "the names of its columns"
        )
    for each in file.misplaced:
        yield (
            f"{each.where}: has it outside the text columns; kept; name its column with "
            "--text-column, or remove it yourself"
        )


def learned_from(searched: SearchedVersion) -> str:
    """Return in words whether a version learned from a text; empty if it did not."""
    if searched.found.is_trained:
        return "trained on it"
    if searched.found.is_trained is None and searched.had_corpus:
        return "made from a corpus that holds it, so probably trained on it"
    return ""


def _places(where: str, found: FoundInFiles) -> Iterator[str]:
    if found.predictions:
        yield f"{where}/{PREDICTIONS}: {counted(found.predictions, 'prediction')}"
    if found.shown:
        yield f"{where}/{REPORT}: {counted(found.shown, 'text')}"

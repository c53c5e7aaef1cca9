"""Refuses catalogues that do not say in Chinese exactly what the system says.

Run as `python -m foundation.translations_check`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import msgspec
from babel.messages.catalog import Catalog

from foundation import messages
from foundation.language import FLOORS, catalogue
from foundation.messages import Found, Message, Unseen
from foundation.web.templates import FOLDER

#: What names an entry in a .po file: context and message, each over one or more lines.
_KEY = re.compile(r'^(?:msgctxt (?:"[^\n]*"\n)+)?msgid (?:"[^\n]*"\n)+', re.MULTILINE)

Key = tuple[str | None, str]


class Entry(msgspec.Struct, frozen=True):
    """One translation as a floor's catalogue has it."""

    floor: str
    msgid: str
    plural: str
    chinese: str
    context: str | None = None
    fuzzy: bool = False


def main() -> int:
    """Say what is wrong; the number of findings is the exit code, 1 at most."""
    used = [*messages.in_templates(FOLDER)]
    entries: list[Entry] = []
    said: list[str] = []
    for floor in FLOORS:
        folder = Path(str(files(floor)))
        used += messages.in_floor(folder)
        entries += entries_of(floor, catalogue(floor))
        said += in_file(floor, folder / "locale" / "zh_CN.po")
    said += findings(used, entries)
    for line in said:
        sys.stdout.write(f"{line}\n")
    count = len({(entry.context, entry.msgid) for entry in entries})
    sys.stdout.write(f"{count} messages translated, {len(said)} to mend\n")
    return 1 if said else 0


def entries_of(floor: str, known: Catalog) -> Iterator[Entry]:
    """The entries of a catalogue without its header."""
    for message in known:
        if not message.id:
            continue
        msgid, *plural = [message.id] if isinstance(message.id, str) else message.id
        chinese = [message.string] if isinstance(message.string, str) else list(message.string or [])
        yield Entry(floor, msgid, "".join(plural), "".join(chinese[:1]), message.context, message.fuzzy)


def in_file(floor: str, file: Path) -> Iterator[str]:
    """What reading a catalogue hides: entries that stand twice, and dead ones."""
    if not file.exists():
        return
    source = file.read_text("utf-8")
    keys = _KEY.findall(source)
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{floor}: twice: {' '.join(key.split())}"
    if "\n#~" in source:
        yield f"{floor}: has entries marked obsolete (#~)"


def findings(used: Iterable[Found], entries: Iterable[Entry]) -> list[str]:
    """Everything that keeps the catalogues from fitting what is used."""
    wanted: dict[Key, list[Message]] = {}
    said = []
    for found in used:
        if isinstance(found, Unseen):
            said.append(f"{found.place}: the message cannot be seen: {found.source}")
        else:
            wanted.setdefault((found.context, found.msgid), []).append(found)
    known: dict[Key, list[Entry]] = {}
    for entry in entries:
        known.setdefault((entry.context, entry.msgid), []).append(entry)
    for key, places in wanted.items():
        said += _of_message(places, known.get(key, []))
    for key, translations in known.items():
        said += _of_entries(translations, key in wanted)
    return said


def _of_message(places: list[Message], translations: list[Entry]) -> Iterator[str]:
    first = places[0]
    if not any(entry.chinese for entry in translations):
        yield f"{first.place}: missing: {first.msgid!r}"
        return
    chinese = {entry.chinese for entry in translations}
    for message in places:
        if message.chinese and message.chinese not in chinese:
            there = " / ".join(chinese)
            yield f"{message.place}: {message.chinese} here, {there} in the catalogue: {message.msgid!r}"
        if message.plural and not any(entry.plural == message.plural for entry in translations):
            yield f"{message.place}: another plural in the catalogue: {message.msgid!r}"


#: Templates fill their messages by `%`; a sign that begins no value would break the page.
_LONE_PERCENT = re.compile(r"(?<!%)(?:%%)*%(?![%(])")


def _of_entries(translations: list[Entry], is_used: bool) -> Iterator[str]:
    first = translations[0]
    floors = ", ".join(sorted({entry.floor for entry in translations}))
    if not is_used:
        yield f"{floors}: nobody says it: {first.msgid!r}"
    if len(ways := {entry.chinese for entry in translations}) > 1:
        yield f"{floors}: translated differently: {first.msgid!r}: {' / '.join(sorted(ways))}"
    for entry in translations:
        if entry.fuzzy:
            yield f"{entry.floor}: fuzzy: {entry.msgid!r}"
        if _LONE_PERCENT.search(entry.chinese) and not _LONE_PERCENT.search(entry.msgid):
            yield f"{entry.floor}: a percent sign is written %% where templates say it: {entry.chinese!r}"
        if not blanks(entry.chinese) <= blanks(entry.msgid) | blanks(entry.plural):
            yield f"{entry.floor}: names a value that the message lacks: {entry.chinese!r}"
        elif lost := blanks(entry.plural or entry.msgid) - blanks(entry.chinese):
            yield f"{entry.floor}: leaves out {', '.join(sorted(lost))}: {entry.chinese!r}"


def blanks(message: str) -> set[str]:
    """The values that a message names: {row} in code, %(row)s in templates."""
    percent = set(re.findall(r"%\((\w+)\)", message))
    try:
        return percent | {
            name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(message) if name
        }
    except ValueError:  # a lone brace is plain text
        return percent


if __name__ == "__main__":
    sys.exit(main())

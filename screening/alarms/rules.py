"""The checks there are: what each proves, what to do when it fails, and whether issuing stops meanwhile."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from foundation.text import Text, text

State = Literal["good", "failed", "waiting"]


class Kind(msgspec.Struct, frozen=True):
    """One check. `at_once`: every screening looks for itself, so the alarm need not hold it up any longer."""

    name: str
    title: Text
    proves: Text
    remedy: Text
    stops: bool = True
    at_once: bool = False
    href: str = ""


class Finding(msgspec.Struct, frozen=True):
    """What a check found; `waiting` when it could not be made because of another one."""

    name: str
    state: State
    said: Text | None = None


_REKEY: Final = text("Have the administrator of the server run “yuzheng rekey”.")
KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(
            "keys",
            text("Keys of the database"),
            text("The keys for reading and for searching are loaded and belong to this database."),
            text("Have the key file put back in its place and the service restarted."),
        ),
        Kind(
            "matcher",
            text("Matcher"),
            text("The matcher that is installed is the one that two persons have accepted."),
            text("Try it on everybody, look at what it changes, and have a second person accept it."),
            at_once=True,
            href="/screening/sweeps",
        ),
        Kind(
            "index",
            text("Indexes of the search keys"),
            text("Every row of search keys is found by its index."),
            text("Have the administrator of the database rebuild the indexes, then check again."),
        ),
        Kind(
            "bans",
            text("Search keys of the bans"),
            text("Every entry of the register has the search keys that its identity gives."),
            _REKEY,
        ),
        Kind(
            "people",
            text("Search keys of people"),
            text("The people who were registered last have the search keys that their identity gives."),
            _REKEY,
        ),
        Kind(
            "canary",
            text("Trial with a made-up person"),
            text("A made-up person is banned and found: before and after, by number and as a noisy twin."),
            text("Have the administrator of the server look into the log; nobody is screened until then."),
        ),
        Kind(
            "list",
            text("Age of the last good check"),
            text("The register was found in order not too long ago."),
            text("Mend what failed and check again; if nothing failed, start the background worker."),
            at_once=True,
        ),
        Kind(
            "time",
            text("Answers in time"),
            text("No search of the register was broken off because it took too long."),
            text("Whoever was being screened was refused. Have the load of the database looked into."),
            stops=False,
        ),
    )
}

"""People, their photo, and the organisations whose people they are."""

from __future__ import annotations

from enum import StrEnum

from piccolo.columns import UUID, Array, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE
from foundation.text import Text as Message
from foundation.text import text


class Sex(StrEnum):
    """As identity documents state it."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"

    @property
    def label(self) -> Message:
        """The word in the reader's language."""
        return _SEXES[self]


_SEXES = {Sex.FEMALE: text("Female"), Sex.MALE: text("Male"), Sex.UNKNOWN: text("Not stated")}


class LinkKind(StrEnum):
    """Why an organisation sees a person."""

    REGISTERED = "registered"
    TRAINEE = "trainee"
    WORKER = "worker"

    @property
    def label(self) -> Message:
        """The word in the reader's language."""
        return _LINKS[self]


_LINKS = {
    LinkKind.REGISTERED: text("Registered here"),
    LinkKind.TRAINEE: text("Trainee"),
    LinkKind.WORKER: text("Worker"),
}


class Person(Table, db=ENGINE, tablename="person"):
    """Somebody who trains or works; `identity_version` counts every change of what identifies them."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    name = Text(default=None)
    former_names = Array(base_column=Text(), default=list)
    sex = Text(default=None)
    birth_date = Date(null=True, default=None)
    ethnicity = Text(default="")
    education = Text(default="")
    phone_sealed = Bytea(null=True, default=None)
    guardian_name = Text(default="")
    area_code = Text(null=True, default=None)
    identity_version = Integer(default=1)
    created_at = Timestamptz(default=None)


class PersonPhoto(Table, db=ENGINE, tablename="person_photo"):
    """The portrait for the certificate, already brought into its one form."""

    person_id = UUID(primary_key=True, default=None)
    jpeg = Bytea(default=None)
    added_at = Timestamptz(default=None)


class PersonOrganisation(Table, db=ENGINE, tablename="person_organisation"):
    """A person is, or was, an organisation's trainee or worker, or was registered by it."""

    id = UUID(primary_key=True, default=None)
    person_id = UUID(default=None)
    organisation_id = UUID(default=None)
    kind = Text(default=None)
    since = Date(default=None)
    until = Date(null=True, default=None)

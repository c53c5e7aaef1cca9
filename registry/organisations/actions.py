"""Entering organisations into the register, amending and closing them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from foundation import history
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.constraints import explain
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from registry.accounts.data import ROLES
from registry.areas.data import AREAS
from registry.areas.rules import contains, full_name
from registry.organisations.data import INSTITUTION_FORMS, SERVICE_MODES
from registry.organisations.queries import OrganisationView, organisation, sees, sees_area
from registry.organisations.rules import OrganisationKind, form_warnings, read_credit_code
from registry.organisations.tables import Organisation


class NewOrganisation(msgspec.Struct, kw_only=True):
    """What is needed to enter an organisation; an empty `code` becomes the credit code or a new one."""

    kind: OrganisationKind
    name: str
    area_code: str
    uscc: str = ""
    code: str = ""
    name_en: str = ""
    registration_kind: str = ""
    service_modes: list[str] = []
    inclusive: bool = False
    address: str = ""
    phone: str = ""


class Amendment(msgspec.Struct, kw_only=True):
    """What changes; None leaves a field as it is."""

    name: str | None = None
    name_en: str | None = None
    uscc: str | None = None
    area_code: str | None = None
    registration_kind: str | None = None
    service_modes: list[str] | None = None
    inclusive: bool | None = None
    address: str | None = None
    phone: str | None = None


#: What an organisation says about itself; everything else only the authorities change.
OWN_FIELDS: Final = frozenset({"name_en", "address", "phone", "service_modes", "inclusive"})

explain(
    "organisation_code_key",
    lambda: Invalid([FieldProblem("code", text("Another organisation has this code already."))]),
)
explain(
    "organisation_uscc_key",
    lambda: Invalid([FieldProblem("uscc", text("Another organisation has this credit code already."))]),
)


class Check(msgspec.Struct, frozen=True):
    """What stands in the way of entering an organisation, and what is odd but possible."""

    credit_code: str
    problems: list[FieldProblem]
    warnings: tuple[Text, ...]


def check(new: NewOrganisation) -> Check:
    """Read the credit code and compare it with kind, form and area; warnings never stop anybody."""
    problems = [] if new.name.strip() else [FieldProblem("name", text("The name is missing."))]
    if new.area_code not in AREAS:
        problems.append(FieldProblem("area_code", text("Choose an area from the list.")))
    if new.registration_kind and new.registration_kind not in INSTITUTION_FORMS:
        problems.append(FieldProblem("registration_kind", text("Choose a form from the list.")))
    if not set(new.service_modes) <= set(SERVICE_MODES):
        problems.append(FieldProblem("service_modes", text("Choose kinds of care from the list.")))
    if not new.uscc.strip():
        return Check("", problems, ())
    reading = read_credit_code(new.uscc, new.kind)
    problems += [FieldProblem("uscc", problem) for problem in reading.problems]
    odd = reading.warnings + _area_warnings(reading.area_code or "", new.area_code)
    if new.registration_kind in INSTITUTION_FORMS and not reading.problems:
        odd += form_warnings(new.registration_kind, reading.code)
    return Check(reading.code, problems, () if reading.problems else odd)


def _area_warnings(registered_in: str, area_code: str) -> tuple[Text, ...]:
    """Registered by a level above is usual; registered elsewhere is worth a look."""
    if registered_in not in AREAS or area_code not in AREAS:
        return ()
    if contains(registered_in, area_code) or contains(area_code, registered_in):
        return ()
    return (text("The credit code was given in {area}.", area=full_name(registered_in)),)


def check_for(actor: Actor, new: NewOrganisation) -> Check:
    """The check with the actor's own limits. Raises `Invalid` or `Forbidden`."""
    checked = check(new)
    if actor is not SYSTEM:  # it enters the first organisation of an installation
        actor.require("registry.organisation.register")
        _guard_kind(actor, new)
    if not sees_area(actor) or not new.area_code.startswith(actor.area_prefix):
        checked.problems.append(FieldProblem("area_code", text("The area lies outside of yours.")))
    if checked.problems:
        raise Invalid(checked.problems)
    return checked


async def registered(actor: Actor, new: NewOrganisation) -> OrganisationView:
    """Enter an organisation and show it."""
    view = await organisation(await register(actor, new))
    assert view is not None
    return view


async def register(actor: Actor, new: NewOrganisation) -> UUID:
    """Enter an organisation. Raises `Invalid` with every problem, `Forbidden` for kinds of others."""
    row = _row(new, check_for(actor, new).credit_code)
    async with transaction():
        await _guard_free(row)
        await Organisation.insert(row)
        await history.record(
            actor,
            "organisation.registered",
            ("organisation", row.id),
            {"name": (None, row.name), "kind": (None, row.kind), "uscc": (None, row.uscc)},
        )
    return UUID(str(row.id))


async def _guard_free(row: Organisation) -> None:
    """The database has the last word; this is for the form, which keeps what was typed."""
    taken = await fetchrow("SELECT uscc FROM organisation WHERE code = $1 OR uscc = $2", row.code, row.uscc)
    if taken is not None:
        field = "uscc" if row.uscc and taken["uscc"] == row.uscc else "code"
        raise Invalid([FieldProblem(field, text("This organisation is in the register already."))])


def _guard_kind(actor: Actor, new: NewOrganisation) -> None:
    role = ROLES.get(actor.role)
    if role is None or new.kind not in role.registers:
        raise Forbidden(
            text("Your role does not enter organisations of this kind: {kind}.", kind=new.kind.label),
            remedy=text("Ask the authority that is responsible for them."),
        )


def _row(new: NewOrganisation, uscc: str) -> Organisation:
    public_id = new_public_id()
    return Organisation(
        id=new_id(),
        public_id=public_id,
        code=new.code.strip() or uscc or public_id,
        kind=str(new.kind),
        name=new.name.strip(),
        name_en=new.name_en.strip(),
        uscc=uscc or None,
        area_code=new.area_code,
        registration_kind=new.registration_kind,
        service_modes=new.service_modes,
        inclusive=new.inclusive,
        address=new.address.strip(),
        phone=new.phone.strip(),
        created_at=now(),
    )


async def amend(actor: Actor, organisation_id: UUID, amendment: Amendment, reason: str | None = None) -> None:
    """Change what the register says; an organisation itself changes only what it says about itself."""
    actor.require("registry.organisation.amend")
    async with transaction():
        before = await _locked(actor, organisation_id)
        changes = _changes(before, amendment)
        if not sees_area(actor) and not OWN_FIELDS.issuperset(changes):
            raise Forbidden(
                text("Name, credit code, form and area are changed by the authority."),
                remedy=text("Send it the changed registration certificate."),
            )
        _guard_amended(actor, before, amendment)
        if changes:
            await _save(organisation_id, {name: new for name, (_, new) in changes.items()})
            subject = ("organisation", organisation_id)
            await history.record(actor, "organisation.amended", subject, changes, reason=reason)


def _changes(before: OrganisationView, amendment: Amendment) -> dict[str, tuple[Any, Any]]:
    wanted = {name: value for name, value in msgspec.structs.asdict(amendment).items() if value is not None}
    if "uscc" in wanted:
        wanted["uscc"] = read_credit_code(wanted["uscc"]).code or None
    now_is = msgspec.structs.asdict(before)
    return {name: (now_is[name], value) for name, value in wanted.items() if now_is[name] != value}


def as_entered(view: OrganisationView, amendment: Amendment | None = None) -> NewOrganisation:
    """What stands in the register, with an amendment, as if it were entered now: for checking it again."""
    fields = {name: getattr(view, name) for name in NewOrganisation.__struct_fields__}
    given = msgspec.structs.asdict(amendment) if amendment else {}
    fields |= {name: value for name, value in given.items() if value is not None}
    return NewOrganisation(**fields | {"uscc": fields["uscc"] or ""})


def _guard_amended(actor: Actor, before: OrganisationView, amendment: Amendment) -> None:
    after = as_entered(before, amendment)
    problems = check(after).problems
    if sees_area(actor) and not after.area_code.startswith(actor.area_prefix):
        problems.append(FieldProblem("area_code", text("The area lies outside of yours.")))
    if problems:
        raise Invalid(problems)


async def close(actor: Actor, organisation_id: UUID, reason: str) -> None:
    """Close an organisation: its people can no longer act for it, what it did stays."""
    actor.require("registry.organisation.close")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why."))])
    async with transaction():
        before = await _locked(actor, organisation_id)
        if before.closed_at:
            raise Conflict(text("The organisation is closed already."))
        if before.id == actor.organisation_id:
            raise Conflict(text("Nobody closes the organisation for which they act."))
        moment = now()
        await execute("UPDATE organisation SET closed_at = $2 WHERE id = $1", organisation_id, moment)
        await history.record(
            actor,
            "organisation.closed",
            ("organisation", organisation_id),
            {"closed_at": (None, moment.isoformat())},
            reason=reason,
        )


async def _locked(actor: Actor, organisation_id: UUID) -> OrganisationView:
    row = await fetchrow("SELECT * FROM organisation WHERE id = $1 FOR UPDATE", organisation_id)
    view = msgspec.convert(dict(row), OrganisationView) if row else None
    if view is None or not sees(actor, view):
        raise NotFound
    return view


async def _save(organisation_id: UUID, values: dict[Any, Any]) -> None:
    await Organisation.update(values).where(Organisation.id == organisation_id)

"""`yuzheng account add`: the first account of an installation, and any other."""

from __future__ import annotations

import click

from foundation.actor import SYSTEM
from foundation.errors import NotFound
from foundation.settings import Settings
from foundation.text import text
from registry.accounts.actions import NewAccount, Opened, add_account
from registry.organisations.queries import by_code
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running


@click.group()
def account() -> None:
    """Accounts of people who work with the system."""


@account.command()
@click.argument("login")
@click.option("--name", required=True, help="Name of the person.")
@click.option("--organisation", required=True, help="Code of the organisation.")
@click.option("--role", required=True, help="Role, such as registrar, preparer or administrator.")
def add(login: str, name: str, organisation: str, role: str) -> None:
    """Open an account; its first password is printed once and must be changed at the first sign-in."""
    opened = run(_add(settings(), login, name, organisation, role))
    note(f"{login}:")
    click.echo(opened.password)


async def _add(wanted: Settings, login: str, name: str, organisation: str, role: str) -> Opened:
    async with running(wanted):
        found = await by_code(organisation)
        if found is None:
            raise NotFound(text("There is no organisation with the code {code}.", code=organisation))
        return await add_account(SYSTEM, NewAccount(login=login, name=name), found.id, role)

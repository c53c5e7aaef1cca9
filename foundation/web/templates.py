"""The one Jinja environment: everything escaped, nothing undefined passed over, in the reader's language."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import foundation
from foundation import clock
from foundation.language import gettext, ngettext, npgettext, pgettext
from foundation.web.client import Connection
from foundation.web.csrf import FIELD, issue_token
from foundation.web.filters import FILTERS
from foundation.web.icons import icon
from foundation.web.sessions import session_of
from foundation.web.static import static
from foundation.web.status import status_of

#: Beside the floors, in a checkout as in an installation.
FOLDER: Final = Path(foundation.__file__).parent.parent / "templates"

_page: ContextVar[Connection | None] = ContextVar("page", default=None)


def environment(*, reload: bool = False) -> Environment:
    """The environment; with `reload`, templates are read again when they change."""
    return _environment(reload)


@cache
def _environment(reload: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=reload,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.filters.update(FILTERS)
    made.globals.update(
        csrf_field=csrf_field,
        csrf_token=csrf_token,
        icon=icon,
        static=static,
        status_of=status_of,
        today=clock.today,
    )
    return made


def draw(connection: Connection, template: str, context: dict[str, Any], *, reload: bool = False) -> str:
    """The template as it looks in this request."""
    token = _page.set(connection)
    try:
        return environment(reload=reload).get_template(template).render(context)
    finally:
        _page.reset(token)


def csrf_token() -> str:
    """The token for this page; empty where there is no session that it could protect."""
    connection = _page.get()
    session = session_of(connection) if connection is not None else None
    stored = session.stored if session else None
    return issue_token(stored.csrf_secret) if stored else ""


def csrf_field() -> Markup:
    """The hidden field with the token."""
    token = csrf_token()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token) if token else Markup("")

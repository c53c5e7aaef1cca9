"""The small site, rolled back with the database after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from foundation.settings import Settings
from foundation.web import templates
from foundation.web.access import set_actor_loader, set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from tests.foundation.web import site
from tests.foundation.web.browser import Browser

_THING = """
{% extends "base.html" %}{% from "parts/messages.html" import error_summary %}
{% from "parts/fields.html" import text_field, date_field %}
{% block content %}{{ error_summary(form.problems) }}
<form method="post">{{ csrf_field() }}
{{ text_field("name", _("Name"), form.value("name"), error=form.problem("name")) }}
{{ date_field("born", _("Date of birth"), form.value("born"), error=form.problem("born")) }}
[modules={{ form.values("modules")|join("+") }}][consent={{ form.checked("consent") }}]</form>{% endblock %}
"""


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = ChoiceLoader([DictLoader({"tests/thing.html": _THING}), FileSystemLoader(templates.FOLDER)])
    monkeypatch.setattr(templates.environment(), "loader", loader)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def app(settings: Settings, database: asyncpg.Connection) -> Iterator[Site]:
    set_actor_loader(site.load_actor)
    set_bearer_loader(site.load_bearer)
    site.SAVED.clear()
    yield build_app(settings, site.ROUTES)
    set_actor_loader(None)
    set_bearer_loader(None)


@pytest.fixture
def browser(app: Site) -> Browser:
    return Browser(app)


@pytest.fixture
async def officer(app: Site) -> Browser:
    """Somebody who is signed in."""
    browser = Browser(app)
    await browser.sign_in_as(site.OFFICER, site.ROLE)
    return browser

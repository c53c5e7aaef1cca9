"""What the floor `registry` offers to the roof: pages, API, entries of the menu, and who is signed in."""

from __future__ import annotations

from foundation.web.access import set_actor_loader
from foundation.web.context import add_page_context
from registry.accounts import pages as accounts
from registry.accounts.queries import actor_for
from registry.sessions import pages as sessions

ROUTES = [*sessions.ROUTES, *accounts.ROUTES]
NAVIGATION = [*accounts.NAVIGATION]

set_actor_loader(actor_for)
add_page_context(sessions.header_context)

"""What the floor `registry` offers to the roof: pages, API, entries of the menu."""

from __future__ import annotations

from foundation.web.context import add_page_context
from registry.accounts import pages as accounts
from registry.areas import api as areas_api
from registry.areas import pages as areas
from registry.calendars import api as calendars_api
from registry.calendars import pages as calendars
from registry.consents import pages as consents
from registry.documents import pages as documents
from registry.documents.unsure import UNSURE as DOCUMENTS_UNSURE
from registry.filings import api as filings_api
from registry.filings import pages as filings
from registry.invitations import pages as invitations
from registry.lookups import pages as lookups
from registry.organisations import api as organisations_api
from registry.organisations import pages as organisations
from registry.parameters import pages as parameters
from registry.parameters.catalogue import declare
from registry.particulars import pages as particulars
from registry.people import api as people_api
from registry.people import pages as people
from registry.portraits import pages as portraits
from registry.sessions import pages as sessions
from registry.tokens import pages as tokens
from registry.working_days.unsure import UNSURE as CALENDAR_UNSURE

ROUTES = [
    *sessions.ROUTES,
    *accounts.ROUTES,
    *tokens.ROUTES,
    *invitations.ROUTES,
    *areas.ROUTES,
    *organisations.ROUTES,
    *filings.ROUTES,
    *people.ROUTES,
    *lookups.ROUTES,
    *documents.ROUTES,
    *particulars.ROUTES,
    *portraits.ROUTES,
    *consents.ROUTES,
    *parameters.ROUTES,
    *calendars.ROUTES,
    *areas_api.ROUTES,
    *organisations_api.ROUTES,
    *filings_api.ROUTES,
    *people_api.ROUTES,
    *calendars_api.ROUTES,
]
NAVIGATION = [
    *organisations.NAVIGATION,
    *filings.NAVIGATION,
    *people.NAVIGATION,
    *accounts.NAVIGATION,
    *parameters.NAVIGATION,
    *calendars.NAVIGATION,
]

declare([*CALENDAR_UNSURE, *DOCUMENTS_UNSURE])
add_page_context(sessions.header_context)

"""What the ground floor offers to the roof besides the web kit itself: jobs, and word of messages outside."""

from __future__ import annotations

from foundation.jobs import api as jobs_api
from foundation.jobs import pages as jobs
from foundation.outbox import pages as outbox
from foundation.web.navigation import NavigationItem

ROUTES = [*jobs.ROUTES, *jobs_api.ROUTES, *outbox.ROUTES]
NAVIGATION: list[NavigationItem] = []

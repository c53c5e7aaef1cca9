"""What the ground floor offers to the roof besides the web kit itself: the pages and the API of jobs."""

from __future__ import annotations

from foundation.jobs import api as jobs_api
from foundation.jobs import pages as jobs
from foundation.web.navigation import NavigationItem

ROUTES = [*jobs.ROUTES, *jobs_api.ROUTES]
NAVIGATION: list[NavigationItem] = []

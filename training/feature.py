"""What the floor `training` offers to the roof: pages, API, entries of the menu."""

from __future__ import annotations

from training.cohorts import api as cohorts_api
from training.cohorts import pages as cohorts
from training.cohorts import roster_pages as rosters
from training.enrolments import pages as enrolments
from training.learning import api as learning_api
from training.learning import pages as learning
from training.learning import sheet_pages as learning_sheets

ROUTES = [
    *cohorts.ROUTES,
    *rosters.ROUTES,
    *cohorts_api.ROUTES,
    *enrolments.ROUTES,
    *learning.ROUTES,
    *learning_sheets.ROUTES,
    *learning_api.ROUTES,
]
NAVIGATION = [*cohorts.NAVIGATION]

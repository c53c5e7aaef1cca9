"""What the floor `curricula` offers to the roof: pages, API, entries of the menu."""

from __future__ import annotations

from curricula.courses import api as courses_api
from curricula.courses import pages as courses
from curricula.courses import version_pages as course_versions
from curricula.eligibility.unsure import UNSURE
from curricula.occupations import pages as occupations
from curricula.outlines import pages as outlines
from curricula.outlines.unsure import ADVISORY as OUTLINES_ADVISORY
from curricula.outlines.unsure import UNSURE as OUTLINES_UNSURE
from curricula.standards.unsure import ADVISORY as STANDARDS_ADVISORY
from registry.parameters.catalogue import advise, declare

ROUTES = [
    *courses.ROUTES,
    *course_versions.ROUTES,
    *courses_api.ROUTES,
    *occupations.ROUTES,
    *outlines.ROUTES,
]
NAVIGATION = [*courses.NAVIGATION, *occupations.NAVIGATION]

declare([*UNSURE, *OUTLINES_UNSURE])
advise([*OUTLINES_ADVISORY, *STANDARDS_ADVISORY])

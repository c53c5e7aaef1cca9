"""What the floor `screening` offers to the roof: pages, API, entries of the menu, periodic work."""

from __future__ import annotations

from registry.parameters.catalogue import advise, declare
from screening.adjudication import api as matches_api
from screening.adjudication import deciding_api as judging_api
from screening.adjudication import dispute_pages as disputes
from screening.adjudication import pages as matches
from screening.adjudication.unsure import ADVISORY as MATCHES_ADVISORY
from screening.adjudication.unsure import UNSURE as MATCHES_UNSURE
from screening.alarms import pages as alarms
from screening.amending import api as amending_api
from screening.amending import pages as amending
from screening.bans import api as bans_api
from screening.bans import pages as bans
from screening.bans.unsure import ADVISORY as BANS_ADVISORY
from screening.bans.unsure import UNSURE as BANS_UNSURE
from screening.checks import api as checks_api
from screening.checks import overview_pages as checks_overview
from screening.checks import pages as checks
from screening.checks.numbers import ADVISORY as CHECKS_ADVISORY
from screening.checks.numbers import UNSURE as CHECKS_UNSURE
from screening.deciding import pages as deciding
from screening.entering import completing_pages as completing
from screening.entering import pages as entering
from screening.hearing import api as hearing_api
from screening.hearing import pages as hearing
from screening.intake import api as intake_api
from screening.intake import jobs as intake_jobs
from screening.intake import pages as intake
from screening.replaying import api as replaying_api
from screening.replaying import jobs as replaying_jobs
from screening.replaying import pages as replaying
from screening.sweeps import jobs as sweep_jobs
from screening.sweeps import pages as sweeps
from screening.upkeep import jobs as upkeep

ROUTES = [
    *matches.ROUTES,
    *bans.ROUTES,
    *entering.ROUTES,
    *completing.ROUTES,
    *intake.ROUTES,
    *amending.ROUTES,
    *disputes.ROUTES,
    *hearing.ROUTES,
    *deciding.ROUTES,
    *checks_overview.ROUTES,
    *checks.ROUTES,
    *sweeps.ROUTES,
    *alarms.ROUTES,
    *replaying.ROUTES,
    *checks_api.ROUTES,
    *bans_api.ROUTES,
    *matches_api.ROUTES,
    *judging_api.ROUTES,
    *amending_api.ROUTES,
    *intake_api.ROUTES,
    *hearing_api.ROUTES,
    *replaying_api.ROUTES,
]
NAVIGATION = [
    *matches.NAVIGATION,
    *bans.NAVIGATION,
    *checks.NAVIGATION,
    *hearing.NAVIGATION,
    *sweeps.NAVIGATION,
    *alarms.NAVIGATION,
]
JOBS = [upkeep, intake_jobs, sweep_jobs, replaying_jobs]

declare([*CHECKS_UNSURE, *BANS_UNSURE, *MATCHES_UNSURE])
advise([*CHECKS_ADVISORY, *BANS_ADVISORY, *MATCHES_ADVISORY])

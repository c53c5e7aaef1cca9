"""What the floor `training` offers to the roof: pages, API, entries of the menu."""

from __future__ import annotations

from registry import chronicle
from registry.parameters.catalogue import declare
from training.absences import api as absences_api
from training.absences import pages as absences
from training.alarms import api as alarms_api
from training.alarms import pages as alarms
from training.alarms.numbers import UNSURE as ALARMS_UNSURE
from training.archives import api as archives_api
from training.archives import pages as archives
from training.candidacy import pages as candidacy
from training.candidacy import preview_pages as candidacy_preview
from training.candidacy import sheet_pages as candidacy_sheets
from training.candidacy import telling as candidacy_telling
from training.cohorts import api as cohorts_api
from training.cohorts import pages as cohorts
from training.cohorts import roster_pages as rosters
from training.enrolments import pages as enrolments
from training.enrolments.numbers import UNSURE as ENROLMENTS_UNSURE
from training.evaluations import api as evaluations_api
from training.evaluations import deciding_pages as deciding
from training.evaluations import pages as evaluations
from training.evaluations import score_pages as scores
from training.evaluations import score_sheet_api as score_sheets_api
from training.evaluations import steps_api as evaluation_steps_api
from training.evaluations.numbers import UNSURE as EVALUATIONS_UNSURE
from training.examining import api as examining_api
from training.examining import pages as examining
from training.exemptions import api as exemptions_api
from training.exemptions import pages as exemptions
from training.exemptions import revoking_pages as revoking
from training.intakes import pages as intakes
from training.items import api as items_api
from training.items import pages as items
from training.learning import api as learning_api
from training.learning import pages as learning
from training.learning import sheet_pages as learning_sheets
from training.lessons import checking_in_pages as checking_in
from training.lessons import pages as lessons
from training.marking import api as marking_api
from training.marking import pages as marking
from training.module_tests import jobs as module_test_jobs
from training.module_tests import pages as module_tests
from training.module_tests import sitting_pages as sitting
from training.objections import api as objections_api
from training.objections import pages as objections
from training.papers import api as papers_api
from training.papers import pages as papers
from training.papers import sheet_api as paper_sheets_api
from training.papers import sheet_pages as paper_sheets
from training.placements import api as placements_api
from training.placements import many_pages as many_placements
from training.placements import pages as placements
from training.placements.unsure import UNSURE as PLACEMENTS_UNSURE
from training.plans import api as plans_api
from training.plans import pages as plans
from training.pledges import pages as pledges
from training.pledges.unsure import UNSURE as PLEDGES_UNSURE
from training.questions import pages as questions
from training.refreshers import pages as refreshers
from training.refreshers import telling as refreshers_telling
from training.refreshers.numbers import UNSURE as REFRESHERS_UNSURE

ROUTES = [
    *intakes.ROUTES,
    *cohorts.ROUTES,
    *rosters.ROUTES,
    *cohorts_api.ROUTES,
    *enrolments.ROUTES,
    *exemptions.ROUTES,
    *revoking.ROUTES,
    *exemptions_api.ROUTES,
    *refreshers.ROUTES,
    *lessons.ROUTES,
    *checking_in.ROUTES,
    *questions.ROUTES,
    *module_tests.ROUTES,
    *sitting.ROUTES,
    *learning.ROUTES,
    *learning_sheets.ROUTES,
    *learning_api.ROUTES,
    *many_placements.ROUTES,
    *pledges.ROUTES,
    *placements.ROUTES,
    *placements_api.ROUTES,
    *candidacy.ROUTES,
    *candidacy_sheets.ROUTES,
    *candidacy_preview.ROUTES,
    *evaluations.ROUTES,
    *deciding.ROUTES,
    *plans.ROUTES,
    *examining.ROUTES,
    *marking.ROUTES,
    *objections.ROUTES,
    *absences.ROUTES,
    *archives.ROUTES,
    *papers.ROUTES,
    *paper_sheets.ROUTES,
    *items.ROUTES,
    *alarms.ROUTES,
    *scores.ROUTES,
    *evaluations_api.ROUTES,
    *evaluation_steps_api.ROUTES,
    *plans_api.ROUTES,
    *examining_api.ROUTES,
    *marking_api.ROUTES,
    *objections_api.ROUTES,
    *absences_api.ROUTES,
    *archives_api.ROUTES,
    *score_sheets_api.ROUTES,
    *papers_api.ROUTES,
    *paper_sheets_api.ROUTES,
    *items_api.ROUTES,
    *alarms_api.ROUTES,
]
NAVIGATION = [
    *intakes.NAVIGATION,
    *refreshers.NAVIGATION,
    *cohorts.NAVIGATION,
    *placements.NAVIGATION,
    *evaluations.NAVIGATION,
]
JOBS = [module_test_jobs]

declare([*EVALUATIONS_UNSURE, *ALARMS_UNSURE, *ENROLMENTS_UNSURE, *REFRESHERS_UNSURE])
declare([*PLACEMENTS_UNSURE, *PLEDGES_UNSURE])
for told in (candidacy_telling, refreshers_telling):
    chronicle.tell(told.TITLES, told.FIELDS, told.WORDS)

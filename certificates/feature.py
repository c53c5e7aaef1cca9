"""What the floor `certificates` offers to the roof: pages, API, entries of the menu, the bell."""

from __future__ import annotations

from certificates.batches import api as batches_api
from certificates.batches import document_pages as batch_documents
from certificates.batches import documents as gathering
from certificates.batches import pages as batches
from certificates.credentials import pages as credentials
from certificates.credentials.offline import kit_pages
from certificates.documents import pages as documents
from certificates.issuing import jobs as issuing
from certificates.log import api as log_api
from certificates.log import jobs as log
from certificates.numbers import pages as numbers
from certificates.numbers.unsure import UNSURE as LETTERS_UNSURE
from certificates.register import api as register_api
from certificates.register import pages as register
from certificates.reissues import jobs as reissuing
from certificates.reissues import pages as reissues
from certificates.sharing import pages as sharing
from certificates.sharing import shown_pages as shared
from certificates.status import api as status_api
from certificates.subsidies import api as subsidies_api
from certificates.subsidies import pages as subsidies
from certificates.subsidies import sheet_pages as subsidy_sheets
from certificates.subsidies.numbers import UNSURE as SUBSIDIES_UNSURE
from certificates.verification import api as verification_api
from certificates.verification import issuer_pages as issuers
from certificates.verification import pages as verification
from certificates.watching import api as watching_api
from certificates.watching import pages as watching
from foundation.web.context import add_page_context
from registry.parameters.catalogue import declare

ROUTES = [
    *batches.routes,
    *batch_documents.routes,
    *register.routes,
    *reissues.routes,
    *numbers.routes,
    *watching.routes,
    *verification.routes,
    *issuers.routes,
    *sharing.routes,
    *shared.routes,
    *batches_api.routes,
    *register_api.routes,
    *watching_api.routes,
    *verification_api.routes,
    *credentials.routes,
    *documents.routes,
    *kit_pages.routes,
    *status_api.routes,
    *log_api.routes,
    *subsidies.routes,
    *subsidy_sheets.routes,
    *subsidies_api.routes,
]
NAVIGATION = [
    *batches.NAVIGATION,
    *register.NAVIGATION,
    *numbers.NAVIGATION,
    *watching.NAVIGATION,
    *sharing.NAVIGATION,
    *subsidies.NAVIGATION,
]
JOBS = [gathering, issuing, reissuing, log]

declare(SUBSIDIES_UNSURE)
add_page_context(watching.unread_context)
declare(LETTERS_UNSURE)

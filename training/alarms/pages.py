"""A look at an alarm; the alarms themselves stand on the page of the session's figures."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath

from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, see_other
from training.alarms.actions import LOOK, Note, look_at
from training.archives.pages import figures
from training.evaluations.pages import own


@post("/evaluations/{public_id:str}/alarms/{alarm:str}", opt={"permission": LOOK})
async def look(request: Request, actor: SignedIn, public_id: FromPath[str], alarm: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    try:
        number = await look_at(actor, public_id, alarm, await read_form(request, Note))
    except CORRECTABLE as error:
        return await figures(request, actor, session, error, alarm)
    done = (
        text("The alarm is set aside.")
        if number == 2
        else text("Your look is kept; the second is another person's.")
    )
    return see_other(request, f"/evaluations/{public_id}/figures", flash=done)


ROUTES = [look]

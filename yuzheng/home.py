"""The front page, the search box and the help page."""

from __future__ import annotations

from litestar import get

from foundation.web.access import SignedIn, Visitor
from foundation.web.pages import Answer, Request, render
from yuzheng.alarm import alarm_for
from yuzheng.search import MOST, search
from yuzheng.tasks import tasks_for


@get("/", opt={"public": True})
async def front_page(request: Request, visitor: Visitor) -> Answer:
    if visitor is None:
        return render(request, "yuzheng/welcome.html")
    alarm = await alarm_for(visitor)
    return render(request, "yuzheng/desk.html", tasks=await tasks_for(visitor), alarm=alarm)


@get("/search", opt={"signed_in": True})
async def search_page(request: Request, actor: SignedIn) -> Answer:
    wanted = (request.query_params.get("q") or "").strip()[:60]
    hits = await search(actor, wanted)
    return render(request, "yuzheng/search.html", wanted=wanted, hits=hits, most=MOST)


@get("/help", opt={"public": True})
async def help_page(request: Request) -> Answer:
    return render(request, "yuzheng/help.html")


ROUTES = [front_page, search_page, help_page]

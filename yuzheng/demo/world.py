"""The offices, colleges and institutions of the demo, and an account for every role in them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import fetchval
from foundation.errors import NotFound
from foundation.ids import new_id, new_public_id
from registry.accounts.actions import NewAccount, add_account
from registry.accounts.queries import actor_for
from registry.organisations.data import ORGANISATION_KINDS
from registry.organisations.queries import by_code
from registry.organisations.rules import credit_code_check, organisation_code_check
from registry.organisations.tables import Organisation

#: Every demo account signs in with it; it opens synthetic data only.
PASSWORD = "yuzheng demo 2026"  # noqa: S105 - printed for everybody to use
CITY, DISTRICT = "360100", "360102"
HOSTS = 12


class Place(msgspec.Struct, frozen=True):
    """An organisation of the demo and who works there: login → (role, name)."""

    code: str
    kind: str
    name: str
    area: str
    name_en: str = ""
    people: dict[str, tuple[str, str]] = {}


PLACES = (
    Place("demo-admin", "administration", "江西省育证系统管理办公室（演示）", "360000",
          people={"admin": ("administrator", "周管理")}),
    Place("demo-audit", "auditor", "江西省审计办公室（演示）", "360000", people={"auditor": ("auditor", "吴审计")}),
    Place("demo-college", "college", "南昌示例幼儿师范学校", DISTRICT, "Nanchang Example School of Early Childhood",
          people={"registrar": ("registrar", "陈晓梅"), "teacher": ("teacher", "刘文静"),
                  "placement": ("placement_coordinator", "黄丽娟")}),
    Place("demo-evaluator", "evaluator", "江西示范托育职业技能评价中心", CITY,
          "Jiangxi Model Evaluation Centre for Childcare Skills",
          people={"organiser": ("organiser", "徐敏"), "organiser2": ("organiser", "何建国"),
                  "assessor": ("assessor", "邓考评")}),
    Place("demo-hrss", "hrss", "南昌市人力资源和社会保障局（演示）", CITY,
          people={"preparer": ("preparer", "李红"), "approver": ("approver", "张伟民"),
                  "subsidy": ("subsidy_officer", "罗补贴"), "statistics": ("statistician", "谢统计")}),
    Place("demo-health", "health_commission", "南昌市卫生健康委员会（演示）", CITY,
          people={"filing": ("filing_officer", "郭备案"), "supervision": ("supervision_officer", "张宏"),
                  "supervision2": ("supervision_officer", "曾月")}),
    Place("demo-health-jx", "health_commission", "江西省卫生健康委员会（演示）", "360000",
          people={"supervision3": ("supervision_officer", "彭省监")}),
    Place("demo-registration", "registration_authority", "南昌市市场监督管理局（演示）", CITY,
          people={"registration": ("registration_officer", "肖登记")}),
    Place("demo-police", "public_security", "南昌市公安局（演示）", CITY,
          people={"police": ("record_check_officer", "余查询")}),
)  # fmt: skip
HOST_PLACES = tuple(
    Place(
        f"demo-host-{number:02d}",
        "institution",
        f"南昌{word}托育园（演示）",
        DISTRICT,
        people={
            f"manager{number if number > 1 else ''}": ("manager", f"{word[0]}园长"),
            f"mentor{number if number > 1 else ''}": ("mentor", f"{word[0]}老师"),
        },
    )
    for number, word in enumerate(
        ("春芽", "夏荷", "秋实", "冬青", "向阳", "青禾", "小溪", "白鹭", "星星", "彩虹", "月亮", "暖阳"), 1
    )
)


async def build() -> None:
    """Make whatever of it is not there yet."""
    for number, place in enumerate((*PLACES, *HOST_PLACES), 1):
        organisation_id = await _organisation(place, number)
        for login, (role, name) in place.people.items():
            if await fetchval("SELECT id FROM account WHERE login = $1", login) is None:
                account = NewAccount(login=login, name=name, password=PASSWORD, must_change_password=False)
                await add_account(SYSTEM, account, organisation_id, role)


async def _organisation(place: Place, number: int) -> UUID:
    """Entered by the system itself: the demo's offices are there before anybody could enter them."""
    known = await by_code(place.code)
    if known is not None:
        return known.id
    row = Organisation(
        id=new_id(),
        public_id=new_public_id(),
        code=place.code,
        kind=place.kind,
        name=place.name,
        name_en=place.name_en,
        uscc=_credit_code(ORGANISATION_KINDS[place.kind].prefixes[0], place.area, number),
        area_code=place.area,
        created_at=now(),
    )
    await Organisation.insert(row)
    return UUID(str(row.id))


def _credit_code(prefix: str, area: str, number: int) -> str:
    """A code with both check digits right that no real body has."""
    body = f"MADEM{number:03d}"
    head = f"{prefix}{area}{body}{organisation_code_check(body)}"
    return head + credit_code_check(head)


async def acting(login: str) -> Actor:
    """The demo account with this login, in its role."""
    account_id = await fetchval("SELECT id FROM account WHERE login = $1", login)
    role_id = await fetchval(
        "SELECT id FROM account_role WHERE account_id = $1 AND ended_at IS NULL ORDER BY granted_at", account_id
    )
    actor = await actor_for(account_id, role_id) if role_id else None
    if actor is None:
        raise NotFound()
    return actor


def accounts() -> list[tuple[str, str, str]]:
    """Login, role and organisation of every account, for the list that is printed at the end."""
    places = (*PLACES, *HOST_PLACES[:1])
    return [(login, role, place.name) for place in places for login, (role, _) in place.people.items()]


BEGINNING = date(2026, 2, 9)

"""What waits around the ban register: matches, bans, checks."""

from __future__ import annotations

from foundation.text import text
from screening.adjudication.queries import VISIBLE
from yuzheng.desk import TODAY, Desk

_AREA = "$1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND"
_SEEN = VISIBLE.replace("$1", "$3")
#: Judged before it was contested, or by the one who gave the first opinion: it waits for somebody else.
_NOT_MINE = """
(m.state = 'open' OR NOT EXISTS (SELECT 1 FROM adjudication a WHERE a.match_id = m.id AND a.step = 'propose'
    AND a.account_id = $2 AND a.at = (SELECT max(x.at) FROM adjudication x WHERE x.match_id = m.id)))
 AND NOT EXISTS (SELECT 1 FROM adjudication a JOIN match_dispute d ON d.match_id = a.match_id AND d.at >= a.at
    WHERE a.match_id = m.id AND a.account_id = $2)
"""


def _matches(contested: str) -> str:
    return f"""
SELECT count(*), count(*) FILTER (WHERE m.due_on < {TODAY}), min(m.due_on)
  FROM match m JOIN person p ON p.id = m.person_id JOIN ban b ON b.id = m.ban_id
 WHERE m.state IN ('open', 'proposed') AND $1::uuid IS NOT NULL
   AND {_SEEN} AND {_NOT_MINE}
   AND {contested} (SELECT 1 FROM match_dispute d WHERE d.match_id = m.id)
"""  # noqa: S608 - our own words


_WAITING_CHECKS = "(c.outcome IS NULL OR c.outcome = 'PENDING')"

SCREENING = (
    Desk(
        "screening.match.propose",
        text("Matches to be judged"),
        "/matches",
        _matches("NOT EXISTS"),
        urgent=True,
    ),
    Desk(
        "screening.match.propose",
        text("Contested results to be judged anew"),
        "/matches?show=contested",
        _matches("EXISTS"),
        urgent=True,
    ),
    Desk(
        "screening.ban.confirm",
        text("Bans awaiting a second person"),
        "/bans?status=awaiting_second",
        f"SELECT count(*) FROM ban WHERE status = 'awaiting_second' AND {_AREA}"  # noqa: S608
        " recorded_by <> $2 AND completed_by IS DISTINCT FROM $2 AND area_code LIKE $3 || '%'",
        urgent=True,
    ),
    Desk(
        "screening.ban.record",
        text("Bans to be completed before anybody is searched for"),
        "/bans?status=unscreenable",
        f"SELECT count(*), count(*) FILTER (WHERE due_on < {TODAY}), min(due_on) FROM ban"  # noqa: S608
        f" WHERE status = 'unscreenable' AND {_AREA} area_code LIKE $3 || '%'",
        urgent=True,
    ),
    Desk(
        "screening.ban.confirm",
        text("Amendments to be decided"),
        "/bans?status=amending",
        "SELECT count(*) FROM ban_amendment a JOIN ban b ON b.id = a.ban_id"  # noqa: S608
        f" WHERE a.verdict IS NULL AND {_AREA} a.proposed_by <> $2 AND b.area_code LIKE $3 || '%'",
    ),
    Desk(
        "screening.ban.confirm",
        text("Bans proposed to be lifted"),
        "/bans?status=lifting",
        "SELECT count(*) FROM ban WHERE lift_proposed_by IS NOT NULL AND lifted_at IS NULL"  # noqa: S608
        f" AND status IN ('active', 'under_remedy', 'amended') AND {_AREA} lift_proposed_by <> $2"
        " AND area_code LIKE $3 || '%'",
    ),
    Desk(
        "screening.sweep.accept",
        text("Sweeps with another matcher to be accepted"),
        "/screening/sweeps",
        "SELECT count(*) FROM sweep WHERE kind = 'shadow' AND finished_at IS NOT NULL"
        " AND accepted_by IS NULL AND started_by <> $2 AND $1::uuid IS NOT NULL AND length($3) = 2",
        urgent=True,
    ),
    Desk(
        "screening.match.own",
        text("Results of screening on which you can be heard"),
        "/my-file/screening",
        "SELECT count(*) FROM match m JOIN account a ON a.person_id = m.person_id WHERE a.id = $2"
        " AND m.state IN ('open', 'proposed', 'confirmed') AND $1::uuid IS NOT NULL AND $3::text IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM match_statement s WHERE s.match_id = m.id AND s.raised_by = 'person')"
        " AND NOT EXISTS (SELECT 1 FROM match_dispute d WHERE d.match_id = m.id AND d.raised_by = 'person')",
        urgent=True,
    ),
    Desk(
        "screening.check.answer",
        text("Record checks to be answered"),
        "/checks",
        f"SELECT count(*), count(*) FILTER (WHERE c.due_on < {TODAY}), min(c.due_on) FROM record_check c"  # noqa: S608
        f" JOIN organisation o ON o.id = c.institution_id WHERE {_WAITING_CHECKS} AND {_AREA}"
        " o.area_code LIKE $3 || '%'",
    ),
    Desk(
        "screening.check.decide",
        text("Answers to record checks to be decided upon"),
        "/checks?show=to_decide",
        "SELECT count(*) FROM record_check c WHERE c.institution_id = $1 AND c.decision IS NULL"
        " AND c.kind <> 'placement' AND c.outcome IS NOT NULL AND c.outcome <> 'PENDING'"
        " AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
)

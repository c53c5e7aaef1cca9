"""Which floor listens to which: the only place where a lower floor's news reaches an upper one."""

from __future__ import annotations

from certificates.holds.follow_up import on_ban_ended, on_match_resolved
from certificates.numbers.queries import register_for
from certificates.proposals.confirmed import on_match_confirmed as propose_withdrawal
from certificates.proposals.informing import on_match_opened as tell_of_rest
from certificates.proposals.informing import on_match_settled
from certificates.proposals.revoked import on_exemption_revoked
from certificates.register.holdings import certificates_made, valid_certificates
from certificates.watching.telling import on_match_opened
from foundation.events import subscribe
from foundation.jobs.queue import JobEnded
from registry.calendars.events import CalendarAgreed
from registry.people.events import IdentityRecorded
from screening.alarms.events import AlarmOpened
from screening.bans.events import BanEnded
from screening.screenings.events import MatchOpened, MatchResolved
from screening.screenings.following import on_identity_recorded
from training.candidacy.own_certificates import use_certificates
from training.evaluations.events import PublicityLengthened
from training.evaluations.lengthening import on_calendar_agreed
from training.exemptions.dependents import use_certificates_made
from training.exemptions.events import ExemptionRevoked
from training.placements.barring import on_match_confirmed as end_placements
from training.placements.barring import on_match_opened as rest_placements
from training.plans.register import use_register
from yuzheng.alarm import on_alarm_opened
from yuzheng.telling import on_job_ended, on_publicity_lengthened


def wire() -> None:
    """Connect them; doing it twice changes nothing."""
    use_certificates(valid_certificates)
    use_register(register_for)
    use_certificates_made(certificates_made)
    subscribe(IdentityRecorded, on_identity_recorded)
    subscribe(MatchOpened, on_match_opened)
    subscribe(MatchOpened, tell_of_rest)  # before placements rest: those who are told are found by them
    subscribe(MatchOpened, rest_placements)
    subscribe(MatchResolved, on_match_resolved)
    # Before placements end: those who are told are found by them.
    subscribe(MatchResolved, propose_withdrawal)
    subscribe(MatchResolved, end_placements)
    subscribe(MatchResolved, on_match_settled)
    subscribe(BanEnded, on_ban_ended)
    subscribe(ExemptionRevoked, on_exemption_revoked)
    subscribe(CalendarAgreed, on_calendar_agreed)
    subscribe(PublicityLengthened, on_publicity_lengthened)
    subscribe(JobEnded, on_job_ended)
    subscribe(AlarmOpened, on_alarm_opened)

"""Which condition of the standard a candidate meets, what the others lack, and from which day on.

    days         stretches of days, and when full years are behind one
    candidates   what a candidate has shown papers for
    rulesets     the conditions of a level with the occupations and majors that count, nothing unconfirmed
    holding      when each condition holds
    lacking      what is missing, in words
    evidence     what papers are shown for a rule
    answers      `weigh`: every rule tried, and the day from which on the candidate qualifies
    comparing    who is affected when the rules change

Whoever is banned is refused by the caller before anything is weighed here (screening.screenings).
"""

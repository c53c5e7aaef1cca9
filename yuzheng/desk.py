"""One kind of work that waits for somebody, and how it is counted."""

from __future__ import annotations

import msgspec

from foundation.text import Text

#: Put in when it is asked.
TODAY = ":today"


class Desk(msgspec.Struct, frozen=True):
    """One kind of work that waits for whoever holds the permission.

    `sql` gives how much; if it gives three columns, then also how much is late and when the first is due.
    $1 the organisation, $2 the account, $3 the prefix of the area.
    """

    permission: str
    label: Text
    href: str
    sql: str
    urgent: bool = False

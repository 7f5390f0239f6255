"""Stranded deliveries: what no channel gets any more is settled before the rest is sent, by what the journal knows.

An alert may have gone out, and we were killed before its row said so. Where a person then found it wrong, or took its
channel out of the settings, nobody would ask the journal about it again, and the withdrawal would go to nobody.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from extractors.decisions.deliveries import DeliveryPolicy, decide_stranded
from flows.delivery.delivering import delivered
from flows.delivery.journal import Journal

if TYPE_CHECKING:
    from warehouse.connection import Connection

_log = logging.getLogger("onrecord.alert")


def settle_stranded(
    con: "Connection", journal: Journal, channels: Sequence[str], *, now: datetime, policy: DeliveryPolicy
) -> int:
    """How many deliveries were settled; what was given up is told through the channels that there are."""
    from warehouse.outbox import load_deliveries, load_notices, load_unsent, stranded_deliveries

    stranded = stranded_deliveries(con, now - timedelta(hours=policy.hours), channels)
    if not stranded:
        return 0
    known = delivered(journal, {(one.made_id, one.channel) for one in stranded})
    results, notices = decide_stranded(stranded, known, now, policy)
    load_deliveries(con, results)
    load_unsent(con, [one for one in stranded if one.is_withdrawn])
    load_notices(con, notices, channels)
    for notice in notices:
        _log.error("%s. %s", notice.title, notice.body)
    return len(stranded)

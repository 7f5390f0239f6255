"""Stranded deliveries: what no channel gets any more is settled before the rest is sent, by what the journal knows.

An alert may have gone out, and we were killed before its row said so. Where a person then found it wrong, or took its
channel out of the settings, nobody would ask the journal about it again, and the withdrawal would go to nobody.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from extractors.decisions.deliveries import GIVEN_UP, DeliveryPolicy, decide_stranded
from extractors.records import Notice
from flows.delivery.delivering import delivered, record_unsent
from flows.delivery.journal import Journal

if TYPE_CHECKING:
    from warehouse.connection import Connection

_log = logging.getLogger("onrecord.alert")


@dataclass(frozen=True, slots=True)
class Settled:
    """How many deliveries were settled, and what there is to tell of those that were given up."""

    count: int = 0
    notices: tuple[Notice, ...] = ()


def settle_stranded(
    con: "Connection", journal: Journal, channels: Sequence[str], *, now: datetime, policy: DeliveryPolicy
) -> Settled:
    """What was settled."""
    from warehouse.outbox import load_deliveries, load_unsent, stranded_deliveries

    stranded = stranded_deliveries(con, now - timedelta(hours=policy.hours), channels)
    if not stranded:
        return Settled()
    known = delivered(journal, {(one.made_id, one.channel) for one in stranded})
    results, notices = decide_stranded(stranded, known, now, policy)
    for result in results:
        if result.state == GIVEN_UP:
            record_unsent(journal, result)
    load_deliveries(con, results)
    load_unsent(con, [one for one in stranded if one.is_withdrawn])
    for notice in notices:
        _log.error("%s. %s", notice.title, notice.body)
    return Settled(len(stranded), notices)

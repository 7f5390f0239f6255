"""The evidence of an alert: all of it, exact, by name; and as a line of JSON that is harmless to print."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from extractors.records import DueDelivery

_UNSEEN = re.compile(r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def evidence(delivery: DueDelivery) -> dict[str, str | int | list[str] | None]:
    """All that is known of an alert, by names that stay; words are exact, times ISO 8601."""
    return {
        "alert_id": delivery.alert_id,
        "alert_kind": delivery.kind,
        "corrects_alert_id": delivery.corrects_alert_id,
        "figure": delivery.figure_key,
        "figure_name": delivery.figure_name,
        "words": delivery.quote_text,
        "kind": delivery.quote_kind,
        "char_start": delivery.char_start,
        "char_end": delivery.char_end,
        "speaker": delivery.speaker_name,
        "via": delivery.via,
        "event": delivery.event_title,
        "article_title": delivery.article_title,
        "outlet": delivery.outlet_name,
        "outlets": list(delivery.outlets),
        "count_sources": delivery.count_sources,
        "link": delivery.article_address,
        "published_at": _iso(delivery.published_at),
        "first_seen_at": _iso(delivery.first_seen_at),
        "reason": delivery.reason,
        "statement_id": delivery.statement_id,
        "quote_id": delivery.quote_id,
        "article_id": delivery.article_id,
        "event_id": delivery.event_id,
        "digest": delivery.digest,
        "change": delivery.change,
        "before": delivery.before,
        "after": delivery.after,
    }


def json_line(facts: Mapping[str, object]) -> str:
    """One JSON object on one line, readable and harmless to print: what is not seen is escaped."""
    readable = json.dumps(facts, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", readable)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

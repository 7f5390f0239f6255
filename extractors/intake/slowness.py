"""Whether a feed's server has become slow, against its own past.

Premise: one slow answer says nothing, so the last few are weighed together. Prefers to say it late.
"""

from dataclasses import replace

from extractors.records import FeedState, Fetch

_NEAR = 0.5  # of the time-out: what takes longer will not always make it
_TIMES = 4.0  # what is usual
_NOTICED = 3.0  # seconds: below, nobody minds
_NEWEST = 0.2  # the weight of the newest answer among the last few
_NEWEST_OF_ALL = 0.02  # and in the long run


def with_answer(state: FeedState, fetch: Fetch, timeout_seconds: float) -> FeedState:
    """The state after one more answer."""
    took = fetch.answer_seconds
    if took is None:
        return state
    recent = _weighed(state.recent_seconds, took, _NEWEST)
    usual = state.usual_seconds if state.usual_seconds is not None else took
    is_slow = recent >= timeout_seconds * _NEAR or (recent >= _NOTICED and recent >= usual * _TIMES)
    usual = _weighed(state.usual_seconds, took, _NEWEST_OF_ALL)
    return replace(state, recent_seconds=recent, usual_seconds=usual, is_slow=is_slow)


def _weighed(before: float | None, now: float, weight: float) -> float:
    return now if before is None else before * (1 - weight) + now * weight

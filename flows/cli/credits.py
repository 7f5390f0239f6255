"""Whom words are credited to, as it is printed: never surer than it is.

Premise: a reader takes a bare name for a fact. So a name that is right in fewer than six of ten cases has a question
mark, one that is right in fewer than four is not printed as the speaker at all, and somebody whom the text does not
name stands there in the text's own words. Better too many doubts on the page than one name too many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from flows.cli.tables import clean

if TYPE_CHECKING:
    from extractors.records import Speaker

_SURE = 0.6
_LIKELY = 0.4
_UNSURE, _NOBODY = "speaker unsure", "speaker not named"
_ROLE = "ROLE"


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody whom words are credited to. `name` is None where the text does not name them, or calls them a role."""

    name: str | None
    mention: str | None = None
    confidence: float | None = None  # unknown where a figure was credited once and no longer is
    reason: str | None = None

    @property
    def is_named(self) -> bool:
        """Whether there is a name that may be printed as the speaker's."""
        return self.name is not None and (self.confidence is None or self.confidence >= _LIKELY)

    @property
    def is_sure(self) -> bool:
        """Whether the name may stand without a question mark."""
        return self.confidence is None or self.confidence >= _SURE

    @property
    def said(self) -> str:
        """What stands where the speaker does."""
        if self.name is None:
            return clean(self.mention or _NOBODY)
        if not self.is_named:
            return _UNSURE
        return clean(self.name) if self.is_sure else f"{clean(self.name)}?"


def credit_of(speaker: "Speaker") -> Credit:
    """The credit to a speaker as the extractors found it."""
    if speaker.name is None or speaker.type == _ROLE:
        return Credit(None, speaker.mention or speaker.name, speaker.confidence, speaker.reason)
    return Credit(speaker.name, speaker.mention, speaker.confidence, speaker.reason)


def credits_of_row(row: Mapping[str, Any]) -> tuple[Credit, ...]:
    """The credits of a row of a question that has `speakers`, their ids and confidences; the first has its reason."""
    mention, reason = row["speaker_mention"], row["speaker_reason"]
    found = [
        Credit(name if entity else None, None if entity else name, confidence)
        for name, entity, confidence in zip(
            row["speakers"], row["speaker_ids"], row["speaker_confidences"], strict=True
        )
    ]
    if not found:
        return (Credit(None, mention, row["speaker_confidence"], reason),)
    first = found[0]
    return (Credit(first.name, mention or first.mention, first.confidence, reason), *found[1:])


def who(credits_: Sequence[Credit]) -> Text:
    """Who said it: names in bold, somebody without a name in the text's own words."""
    if not credits_:
        return Text(_NOBODY)
    pieces = {credit.said: "bold" if credit.is_named else "" for credit in credits_}
    return Text(" and ").join(Text(said, style=style) for said, style in pieces.items())


def why(credits_: Sequence[Credit]) -> tuple[str, ...]:
    """Why it is them, the first of them in the words of the text, and how sure each is who is named."""
    if not credits_:
        return ()
    first = credits_[0]
    told = [_reason(first)]
    for credit in credits_:
        if credit.name is None or credit.confidence is None:
            continue
        whose = "" if len(credits_) == 1 and credit.is_named else f"{clean(credit.name)} "
        told.append(f"{'' if credit.is_named else 'perhaps '}{whose}{credit.confidence * 100:.0f} % sure")
    return tuple(piece for piece in told if piece)


def _reason(credit: Credit) -> str:
    """The words in the text, unless they are what is printed or the reason quotes them itself, and the reason."""
    mention, reason = clean(credit.mention or ""), clean(credit.reason or "")
    is_shown = mention in (credit.name, credit.said) or f"`{mention}`" in reason
    return ": ".join(piece for piece in ("" if is_shown or not mention else f"“{mention}”", reason) if piece)

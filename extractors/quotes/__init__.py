"""Who is reported to have said what in one text.

Each stage takes the reading (the parsed text with its marks paired) and the drafts so far, and gives the drafts back
with what it found out; `stages` is the list of them. Reading order: `reading` (`marks`, `breaks`, units, who hangs on
whom), `drafts` (a quote in the making), then the stages in their order: `direct` (with `titles`), `clauses` (with
`governed`, `around`, `nouns` and `ends`), `transcripts`, `speakers`, `floating` (with `about` and `exchanges`),
`resolved`, `kinds`, `somebody`, `via`, `confidence`. Word lists are in `extractors/words`: `cues_*`, `documents`,
`papers`, `persons`, `measures`, `media_*`.

Which quotes are listed: words in quotation marks that somebody is reported to have said, and clauses that a verb of
saying reports, with what somebody calls others, charges them with, demands or denies. What only tells of an act of
speech (`expressed concern`, `denounced the sanctions`, `extended an invitation`) reports no words, and is left out,
unless quoted words stand in it. Titles, nicknames, scare quotes and lyrics are left out, too: a run between marks
counts where a cue stands by it or it makes a sentence of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from extractors.cast.cast import Cast
from extractors.quotes.clauses import reported_clauses
from extractors.quotes.confidence import weighed
from extractors.quotes.direct import whole_quotations
from extractors.quotes.drafts import Draft
from extractors.quotes.floating import introduced_speakers
from extractors.quotes.kinds import settled_kinds
from extractors.quotes.reading import Reading, is_cue, read
from extractors.quotes.resolved import carried_speakers, resolved_speakers
from extractors.quotes.somebody import spoken_ones
from extractors.quotes.speakers import mentioned_speakers
from extractors.quotes.transcripts import transcript_turns
from extractors.quotes.via import credited_sources
from extractors.records import Quote, Speaker

Stage = Callable[[Reading, tuple[Draft, ...]], tuple[Draft, ...]]


def stages(cast: Cast) -> tuple[Stage, ...]:
    """The stages in their order; `read` has paired the marks before."""
    return (
        whole_quotations,  # candidate spans and their cues: runs that stand as words on their own
        reported_clauses,  # candidate spans and their cues: clauses that a cue governs, quoted in part or not at all
        transcript_turns(cast),  # candidate spans: lines that open with who speaks, and a colon
        mentioned_speakers,  # the words that name who speaks by the cue
        introduced_speakers(cast),  # and, where there is none, by the sentence beside it
        resolved_speakers(cast),  # whom these words stand for
        settled_kinds,  # direct, indirect, mixed
        spoken_ones,  # without what things report, and the writer
        credited_sources,  # via
        carried_speakers,  # floating quotes, and which pieces make one utterance
        weighed,  # how sure it is
    )


def find_quotes(reading: Reading, cast: Cast, text: str) -> tuple[Quote, ...]:
    """The quotes of a text in its order. `text` is the text as it is stored, of the same length as the reading's."""
    drafts: tuple[Draft, ...] = ()
    for stage in stages(cast):
        drafts = stage(reading, drafts)
    return tuple(_quotes(drafts, text))


def _quotes(drafts: Iterable[Draft], text: str) -> Iterable[Quote]:
    utterance = 0
    for draft in drafts:
        utterance += not draft.continues
        cue = draft.cue
        yield Quote(
            start=draft.start,
            end=draft.end,
            text=text[draft.start : draft.end],
            kind=draft.kind,
            utterance=utterance,
            speakers=tuple(_as_written(speaker, text) for speaker in draft.speakers),
            confidence=draft.confidence,
            reason=draft.reason.value,
            cue=None if cue is None else text[cue.idx : cue.idx + len(cue)],
            cue_start=None if cue is None else cue.idx,
            cue_end=None if cue is None else cue.idx + len(cue),
            via=draft.via,
        )


def _as_written(speaker: Speaker, text: str) -> Speaker:
    """The speaker with the mention as the text has it, its marks not levelled."""
    return speaker if speaker.start is None else replace(speaker, mention=text[speaker.start : speaker.end])


__all__ = ["find_quotes", "is_cue", "read", "stages"]

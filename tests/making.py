"""Articles, profiles and utterances made up for tests of what is decided over many texts."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from extractors.decisions.fingerprints import folded_words
from extractors.decisions.profiles import profile
from extractors.records import (
    ArticleProfile,
    Extraction,
    Mention,
    PendingText,
    Precision,
    Published,
    Quote,
    Term,
    Utterance,
)
from extractors.wordlists import word_list

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)

HARBOUR = """A container ship struck the harbour bridge in Port Ellery before dawn on Monday, bringing down its central
span and closing the estuary to shipping. Harbour master Ingrid Solberg said six road workers had been on the bridge
when the vessel, the Meridian Star, lost steering. Four were pulled from the water within an hour and divers were
searching for the other two. The coastguard closed the channel, stranding eleven tankers upstream. Pilots had radioed
that the rudder no longer answered, giving police ninety seconds to stop traffic at both ends of the crossing. The
bridge, opened in 1974, carried thirty thousand cars each day between Port Ellery and the refinery at Skelling. The
owner of the Meridian Star, Halvorsen Lines, said it was cooperating with investigators. Salvage crews expect to need
three weeks to clear the steel that lies across the channel, and insurers speak of the costliest loss in a decade."""

HARBOUR_AGAIN = """Divers found a fifth road worker alive on Monday evening, hours after the Meridian Star rammed the
harbour bridge of Port Ellery and its central span fell into the estuary. One man is still missing, harbour master
Ingrid Solberg told reporters. Investigators boarded the container ship to recover its voyage recorder and to ask the
pilots why the rudder failed. Halvorsen Lines, which owns the vessel, flew engineers in from Bergen. With the channel
blocked by steel, the refinery at Skelling may have to stop work within days, because eleven tankers lie stranded
upstream and salvage of the wreck will take three weeks. The crossing carried thirty thousand cars a day."""

ORCHESTRA = """The Dunmore Philharmonic has named Akiko Tanabe its next principal conductor, the first woman to lead the
orchestra in its history of ninety years. Tanabe, who made her name with Mahler and with new music from Osaka, signed
for five seasons and will open the next with a commission by the composer Rhys Llewellyn. Players chose her by a vote
in which three quarters took part. The board hopes that younger listeners will fill the hall, where subscriptions fell
by a fifth after the lottery withdrew its grant. Tanabe said that she would move to Dunmore with her family, learn the
songs of its choirs, and take the orchestra into schools, prisons and the shipyard where her predecessor never went."""

COMET = """Astronomers at the Sorrel Peak observatory have photographed a comet that came from beyond the solar system,
the third such visitor known. It was found by a student, Tomas Okafor, who noticed a smudge that moved against the
stars of Lyra on two plates taken an hour apart. Its path is so open that the sun cannot have bound it. Spectra show
cyanide and water vapour, much as in our own comets, which surprised the team. It will pass inside the orbit of Mars in
October, too faint for the eye, and telescopes in orbit will turn to it before it leaves for good next spring."""

# One line each, as pages give their paragraphs.
HARBOUR, HARBOUR_AGAIN, ORCHESTRA, COMET = (
    text.replace("\n", " ") for text in (HARBOUR, HARBOUR_AGAIN, ORCHESTRA, COMET)
)
TEXTS = {"harbour": HARBOUR, "harbour again": HARBOUR_AGAIN, "orchestra": ORCHESTRA, "comet": COMET}


def pending(text: str, article_id: str = "a_1", *, title: str | None = None, days: float | None = None) -> PendingText:
    """A text that waits; `days` after NOW is when it was published, None for an undated one."""
    published = Published() if days is None else Published(NOW + timedelta(days=days), Precision.SECOND, "feed")
    seen = NOW + timedelta(days=days or 0)
    return PendingText(f"v_{article_id}", article_id, text, title, published, seen, False, False, True)


def extraction(text: str, quotes: Sequence[Quote] = ()) -> Extraction:
    """What a language model might find: every word that is no stop word, every pair of capitals a person."""
    words = [word for word in folded_words(text) if word not in word_list("stop_words") and not word.isdigit()]
    terms = tuple(Term(word, count) for word, count in sorted(Counter(words).items()))
    mentions, tokens, at = [], text.split(), 0
    places = []
    for token in tokens:
        at = text.index(token, at)
        places.append((at, token))
        at += len(token)
    for (start, one), (second, two) in itertools.pairwise(places):
        if one.isalpha() and one[0].isupper() and two[0].isupper():
            end = second + len(two.rstrip(".,"))
            mentions.append(Mention(start, end, text[start:end], "PERSON", " ".join(text[start:end].split())))
    return Extraction(tuple(mentions), tuple(quotes), terms, "made up", "none")


def made_profile(
    text: str, article_id: str = "a_1", *, title: str | None = None, days: float | None = None
) -> ArticleProfile:
    """The profile of a made-up article."""
    return profile(pending(text, article_id, title=title, days=days), extraction(text))


def said(
    text: str,
    number: int = 1,
    *,
    speakers: tuple[str, ...] = ("n_ann",),
    event: str | None = "e_1",
    days: float = 0.0,
    kind: str = "direct",
) -> Utterance:
    """An utterance, by default Ann's, of one event, now."""
    at = NOW + timedelta(days=days)
    return Utterance(
        f"a_{number}", f"v_{number}", (f"q_{number:04d}",), text, kind, speakers, event, said_at=at, seen_at=at
    )

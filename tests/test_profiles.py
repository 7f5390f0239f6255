"""Profiles: an article boiled down to what copies and events are decided by."""

from dataclasses import replace

import pytest
from making import HARBOUR, NOW, extraction, made_profile, pending

from extractors.decisions.fingerprints import bands, fingerprints
from extractors.decisions.profiles import lead, neighbours, profile
from extractors.records import Extraction, Mention, Term


def test_a_profile_has_words_names_and_time() -> None:
    found = made_profile(HARBOUR, "a_1", title="Bridge falls", days=0)
    assert (found.article_id, found.title, found.published_at) == ("a_1", "Bridge falls", NOW)
    assert Term("bridge", 3) in found.terms
    assert Term("harbour bridge", 1) in found.terms
    assert Term("meridian star", 2) in found.names
    assert found.bands == (*bands(found.signature), *fingerprints(HARBOUR))
    assert len(found.keys) == 64
    assert found.count_words > 140
    assert found.event_id is None
    assert found.story_id is None


def test_names_are_counted_by_the_full_name_that_they_stand_for() -> None:
    mentions = (
        Mention(0, 5, "Putin", "PERSON", "Vladimir Putin"),
        Mention(9, 13, "Mr. Putin’s", "PERSON", "Vladimir Putin"),
        Mention(20, 25, "three", "CARDINAL", "three"),
    )
    found = profile(pending("Putin is Putin"), Extraction(mentions, (), (), "made up", "none"))
    assert found.names == (Term("vladimir putin", 2),)


def test_the_outlet_is_the_registered_domain() -> None:
    text = replace(pending("A text."), address="https://www.example.co.uk/news/1")
    assert profile(text, extraction("A text.")).outlet_domain == "example.co.uk"
    assert made_profile("A text.").outlet_domain is None


LEADS = {
    "Headline without a stop\n\nA caption of few words.\n\n" + HARBOUR: HARBOUR.split()[:3],
    "No sentence at all": ["No", "sentence", "at"],
    "": [],
}


@pytest.mark.parametrize("text", LEADS)
def test_the_lead_is_the_first_paragraph_that_reads_like_one(text: str) -> None:
    assert lead(text).split()[:3] == LEADS[text]
    assert len(lead(text).split()) <= 60


def test_neighbours_leave_stop_words_out() -> None:
    assert set(neighbours("Her three-hour visit to the prime minister")) == {"hour visit", "prime minister"}


def test_an_empty_text_has_a_profile() -> None:
    found = made_profile("")
    assert (found.terms, found.names, found.signature, found.bands, found.lead) == ((), (), (), (), "")

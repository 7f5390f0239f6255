"""Judgements of a person hold: at once, twice as once, in articles to come, in other extractions, and until undone."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import NOW, OTHER, RULES, WORDS, House, article, found, take_in

from extractors.decisions.corrections import correction_alerts
from extractors.decisions.deliveries import DeliveryPolicy
from extractors.decisions.judgements import merge, redirects_of, split
from extractors.records import (
    CreditChange,
    DeliveryResult,
    PendingText,
)
from extractors.records.ids import quote_id
from flows.delivery.journal import Journal
from flows.delivery.stranded import settle_stranded
from flows.judging import CannotJudge, Judged, fix_quote, merge_entities, replay, split_entity, undo_judgement
from warehouse.enrichment import pending_texts
from warehouse.figures import figure_entity_id
from warehouse.intake import load_articles
from warehouse.outbox import due_deliveries, load_deliveries


def id_of(pending: PendingText, words: str) -> str:
    start = pending.text.index(words)
    return quote_id(pending.version_id, start, start + len(words))


def deliver_all(house: House) -> list[tuple[str, str, str]]:
    """Kind, figure and channel of what is due, which then is delivered."""
    with house.open() as con:
        due = due_deliveries(con, NOW + timedelta(days=999), ("file",))
        load_deliveries(con, [DeliveryResult(one.alert_id, one.channel, "delivered", NOW, 1) for one in due])
    return sorted((one.kind, one.figure_key, one.channel) for one in due)


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_tells_whom_it_concerns_and_nobody_twice(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")], "Bo Lind")
    assert deliver_all(house) == [("news", "ann", "file")]
    assert fix_quote(id_of(pending, WORDS), "Bo Lind").count_alerts == 2
    assert house.speakers() == ["Bo Lind"]
    assert deliver_all(house) == [("correction", "bo", "file"), ("withdrawal", "ann", "file")]
    before = house.everything()
    assert fix_quote(id_of(pending, WORDS), "Bo Lind").count_alerts == 0
    assert house.everything() == before
    assert deliver_all(house) == []
    assert house.rows("select speaker_ids from statements") == [([figure_entity_id("bo")],)]


def test_a_wrong_alert_that_was_not_sent_yet_is_not_sent(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")], "Bo Lind")
    fix_quote(id_of(pending, WORDS), "bo")
    assert deliver_all(house) == [("correction", "bo", "file")]


def test_one_that_was_on_its_way_is_withdrawn_after_it_arrived(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")])
    with house.open() as con:
        due = due_deliveries(con, NOW, ("file",))
    fix_quote(id_of(pending, WORDS), None)
    with house.open() as con:
        load_deliveries(con, [DeliveryResult(due[0].alert_id, "file", "delivered", NOW, 1)])
    assert deliver_all(house) == [("withdrawal", "ann", "file")]


@pytest.mark.parametrize("state", ["failed", "given up"])
@pytest.mark.parametrize("is_maybe_sent", [True, False])
def test_one_that_may_have_arrived_is_withdrawn_too(house: House, state: str, is_maybe_sent: bool) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")])
    with house.open() as con:
        (due,) = due_deliveries(con, NOW, ("file",))
        tried = DeliveryResult(due.alert_id, "file", "failed", NOW, 1, NOW, "no answer", is_maybe_sent=is_maybe_sent)
        load_deliveries(con, [tried])
        load_deliveries(con, [DeliveryResult(due.alert_id, "file", state, NOW, 2, None, "refused")])  # and surely not
    fix_quote(id_of(pending, WORDS), None)
    journal, policy = Journal(house.places.journal), DeliveryPolicy(8, 48, 30)
    with house.open() as con:
        settle_stranded(con, journal, ("file",), now=NOW, policy=policy)
    assert deliver_all(house) == ([("withdrawal", "ann", "file")] if is_maybe_sent else [])
    assert deliver_all(house) == []


def test_one_that_only_the_journal_knows_as_sent_is_withdrawn_where_it_went(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")])
    with house.open() as con:
        (due,) = due_deliveries(con, NOW, ("file",))
    fix_quote(id_of(pending, WORDS), None)  # we were killed after the alert went out, and before its row said so
    journal, policy = Journal(house.places.journal), DeliveryPolicy(8, 48, 30)
    journal.append({"kind": "delivery", "alert_id": due.alert_id, "channel": "file", "state": "delivered"})
    with house.open() as con:
        assert settle_stranded(con, journal, ("file",), now=NOW, policy=policy).count == 1
        assert settle_stranded(con, journal, ("file",), now=NOW, policy=policy).count == 0
    assert deliver_all(house) == [("withdrawal", "ann", "file")]


def test_whether_a_withdrawn_alert_went_out_is_looked_up_once(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")])
    fix_quote(id_of(pending, WORDS), None)
    journal, policy = Journal(house.places.journal), DeliveryPolicy(8, 48, 30)
    with house.open() as con:
        assert settle_stranded(con, journal, ("file",), now=NOW, policy=policy).count == 1
        assert settle_stranded(con, journal, ("file",), now=NOW, policy=policy).count == 0
    assert deliver_all(house) == []


def test_a_correction_taken_back_is_told_once_more(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")], "Bo Lind")
    deliver_all(house)
    fix_quote(id_of(pending, WORDS), None)
    assert house.speakers() == [None]
    assert deliver_all(house) == [("withdrawal", "ann", "file")]
    fix_quote(id_of(pending, WORDS), "Ann Dahl")
    assert deliver_all(house) == [("correction", "ann", "file")]
    fix_quote(id_of(pending, WORDS), "Bo Lind")
    assert deliver_all(house) == [("correction", "bo", "file"), ("withdrawal", "ann", "file")]


@pytest.mark.parametrize("trim", [0, 4])
@pytest.mark.parametrize("who", ["Bo Lind", None])
def test_a_correction_holds_in_another_extraction(house: House, who: str | None, trim: int) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl"), (OTHER, "Cy Moe")], "Bo Lind")
    fix_quote(id_of(pending, WORDS), who)
    deliver_all(house)
    house.again(pending, [(WORDS, "Ann Dahl"), (OTHER, "Cy Moe")], "Ann Dahl", "Bo Lind", "Cy Moe", trim=trim)
    assert house.speakers() == [who, "Cy Moe"]
    if not trim:  # its words and so its statement are the same: nobody hears of it again
        assert deliver_all(house) == []


def test_a_correction_holds_in_an_edited_text(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")], "Bo Lind")
    fix_quote(id_of(pending, WORDS), "Bo Lind")
    text = f"Update of noon. {pending.text} Rain fell."
    with house.open() as con:
        load_articles(con, (replace(article("harbour", text), seen_at=NOW + timedelta(hours=1)),))
        edited = pending_texts(con, 1)[0]
        take_in(con, (found(edited, [(WORDS, "Ann Dahl")], ["Ann Dahl"]),))
    assert edited.version_id != pending.version_id
    assert house.speakers() == ["Bo Lind"]


def test_somebody_new_has_to_be_asked_for(house: House) -> None:
    pending = house.publish("harbour", [(WORDS, "Ann Dahl")])
    with pytest.raises(CannotJudge, match="nobody of that name"):
        fix_quote(id_of(pending, WORDS), "Dee Newman")
    fix_quote(id_of(pending, WORDS), "Dee Newman", is_new=True)
    assert house.speakers() == ["Dee Newman"]


def test_what_cannot_be_corrected_says_so(house: House) -> None:
    with pytest.raises(CannotJudge, match="no such quote"):
        fix_quote("q_nothing", None)
    assert list(Journal(house.places.journal).read()) == []


# --- merges and splits ------------------------------------------------------------------------------------------------


def entity_named(house: House, name: str) -> str:
    found = house.rows(f"select distinct entity_id from mentions where name = '{name}'")
    assert len(found) == 1
    return str(found[0][0])


def test_a_merge_holds_for_articles_to_come(house: House) -> None:
    house.publish("one", [(WORDS, "Ann Dahl")])
    house.publish("two", [(OTHER, "Anneke van Dale")])
    old_id = entity_named(house, "Anneke van Dale")
    judged = merge_entities("Anneke van Dale", "Ann Dahl")
    assert house.speakers() == ["Ann Dahl", "Ann Dahl"]
    assert house.rows("select count(*) from entities where name = 'Anneke van Dale'") == [(0,)]
    house.publish("three", [("We have heard all of that before, year after year", "Anneke van Dale")])
    assert house.speakers() == ["Ann Dahl"] * 3
    assert ("news", "ann", "file") in deliver_all(house)
    undo_judgement(judged.judgement_id)
    assert house.speakers() == ["Ann Dahl", "Anneke van Dale", "Anneke van Dale"]
    assert entity_named(house, "Anneke van Dale") == old_id
    with pytest.raises(CannotJudge, match="it was undone"):
        undo_judgement(judged.judgement_id)


def test_merging_twice_is_merging_once_and_undoing_leaves_no_trace(house: House) -> None:
    house.publish("one", [(WORDS, "Dee Moe")], "Cy Moe")
    before = house.everything()
    judged = merge_entities("Dee Moe", "Cy Moe")
    merged = house.everything()
    with pytest.raises(CannotJudge, match="one already"):
        merge_entities("Cy Moe", "Dee Moe")
    undo_judgement(judged.judgement_id)
    assert house.everything() == before
    merge_entities("Dee Moe", "Cy Moe")
    assert house.everything() == merged


def test_two_figures_are_not_merged(house: House) -> None:
    with pytest.raises(CannotJudge, match="both tracked figures"):
        merge_entities("ann", "bo")


def test_one_spelling_is_split_off_for_good(house: House) -> None:
    house.publish("one", [(WORDS, "Volodymyr Zelensky")])
    house.publish("two", [(OTHER, "Volodymyr Zelenskyy")])
    assert house.speakers() == ["Volodymyr Zelensky"] * 2
    judged = split_entity("Volodymyr Zelensky", alias="Volodymyr Zelenskyy")
    assert house.speakers() == ["Volodymyr Zelensky", "Volodymyr Zelenskyy"]
    house.publish("three", [("We have heard all of that before, year after year", "Volodymyr Zelenskyy")])
    assert house.speakers()[1:] == ["Volodymyr Zelenskyy", "Volodymyr Zelenskyy"]
    undo_judgement(judged.judgement_id)
    assert house.speakers() == ["Volodymyr Zelensky"] * 3


def test_two_people_of_one_name_come_apart_by_article(house: House) -> None:
    house.publish("one", [(WORDS, "Dee Moe")])
    other = house.publish("two", [(OTHER, "Dee Moe")])
    split_entity("Dee Moe", article_id=other.article_id)
    found = house.rows("select distinct speaker_id from said")
    assert len(found) == 2
    house.again(other, [(OTHER, "Dee Moe")], "Dee Moe")
    assert house.rows("select distinct speaker_id from said order by 1") == sorted(found)


def test_a_split_that_is_merged_again_is_undone(house: House) -> None:
    house.publish("one", [(WORDS, "Volodymyr Zelensky")])
    house.publish("two", [(OTHER, "Volodymyr Zelenskyy")])
    before = house.everything()
    split_entity("Volodymyr Zelensky", alias="Volodymyr Zelenskyy")
    merge_entities("Volodymyr Zelensky", "Volodymyr Zelenskyy")
    assert house.everything() == before


def test_a_wrong_alert_is_withdrawn_after_a_split(house: House) -> None:
    other = house.publish("one", [(WORDS, "Ann Dahl")])
    deliver_all(house)
    split_entity("ann", article_id=other.article_id)
    assert deliver_all(house) == [("withdrawal", "ann", "file")]


def test_a_merge_floods_nobody(house: House) -> None:
    house.publish("one", [(WORDS, "Anneke van Dale")])
    assert merge_entities("Anneke van Dale", "ann").count_alerts == 0
    assert deliver_all(house) == []


@pytest.mark.slow
def test_the_journal_brings_judgements_back(house: House, tmp_path: Path) -> None:
    def fill(into: House) -> PendingText:
        pending = into.publish("one", [(WORDS, "Ann Dahl")], "Bo Lind")
        into.publish("two", [(OTHER, "Anneke van Dale")])
        return pending

    pending = fill(house)
    fix_quote(id_of(pending, WORDS), "Bo Lind")
    merge_entities("Anneke van Dale", "Ann Dahl")
    anew = House(tmp_path / "anew.duckdb")
    fill(anew)
    for _ in range(2):
        with anew.open() as con:
            assert replay(con, Journal(house.places.journal)) == 2
        assert anew.speakers() == house.speakers() == ["Bo Lind", "Ann Dahl"]
    anew.check()
    assert {json.loads(line)["kind"] for line in house.places.journal.read_text().splitlines()} == {
        "correction",
        "judgement",
    }


def test_the_copy_is_published(house: House) -> None:
    pending = house.publish("one", [(WORDS, "Ann Dahl")])
    judged = fix_quote(id_of(pending, WORDS), None)
    assert isinstance(judged, Judged)
    assert judged.publication.is_published


# --- properties -------------------------------------------------------------------------------------------------------

_IDS = st.sampled_from(["n_a", "n_b", "n_c", "n_d"])
_MERGES = st.builds(merge, _IDS, _IDS, st.just(NOW)).filter(lambda j: j.entity_id != j.other_entity_id)
_SPLITS = st.builds(
    split,
    _IDS,
    st.just(NOW),
    alias_key=st.sampled_from([None, "ann"]),
    article_id=st.sampled_from(["a_1", "a_2"]),
)


@given(st.lists(st.one_of(_MERGES, _SPLITS), max_size=6), st.randoms())
def test_redirects_follow_from_the_judgements_that_hold(judgements: list[Any], random: Any) -> None:
    found = redirects_of(judgements)
    shuffled = list(judgements)
    random.shuffle(shuffled)
    assert redirects_of(shuffled) == redirects_of([*judgements, *judgements]) == found
    undone = [replace(one, undone_at=NOW) for one in judgements]
    assert redirects_of(undone) == ()


def test_whoever_was_credited_before_is_not_news() -> None:
    ann, bo = (rule.entity_id for rule in RULES)
    change = CreditChange("st_1", "q_1", "a_1", None, (ann,), (ann, bo))
    made = correction_alerts([change], RULES, (), NOW, tells_news=True)
    assert [(alert.kind, alert.figure_key) for alert in made] == [("correction", "bo")]
    assert correction_alerts([replace(change, known_reason="old")], RULES, (), NOW, tells_news=True) == ()

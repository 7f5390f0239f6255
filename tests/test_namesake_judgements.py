"""Two persons whom articles call otherwise, kept apart by that: merged by a person, and the merge undone again."""

import pytest
from readings import OTHER, WORDS, House

from flows.judging import merge_entities, split_entity, undo_judgement

SENATOR, MIDFIELDER = "Peruvian Senator Dee Moe spoke", "Denmark midfielder Dee Moe spoke"


@pytest.fixture
def namesakes(house: House) -> House:
    """A senator and a midfielder of one name, each quoted in one article."""
    house.publish(SENATOR, [(WORDS, "Dee Moe")])
    house.publish(MIDFIELDER, [(OTHER, "Dee Moe")])
    return house


def bearers(house: House) -> list[str]:
    """The ids of those who are quoted, the senator's first."""
    return [one for (one,) in house.rows("select speaker_id from said order by article desc")]


def test_a_merge_of_namesakes_holds_and_its_undoing_leaves_no_trace(namesakes: House) -> None:
    before, (senator, midfielder) = namesakes.everything(), bearers(namesakes)
    assert senator != midfielder
    judged = merge_entities(senator, midfielder)
    assert len(set(bearers(namesakes))) == 1
    assert namesakes.rows("select count(*) from entities where name = 'Dee Moe'") == [(1,)]
    undo_judgement(judged.judgement_id)
    assert namesakes.everything() == before
    assert bearers(namesakes) == [senator, midfielder]


def test_what_comes_between_merge_and_undoing_is_told_apart_afterwards(namesakes: House) -> None:
    senator, midfielder = bearers(namesakes)
    judged = merge_entities(senator, midfielder)
    namesakes.publish(f"Again {MIDFIELDER}", [("We trained in the rain for nine days without a break", "Dee Moe")])
    namesakes.publish(f"Again {SENATOR}", [("The mines will pay for every litre that they took", "Dee Moe")])
    assert len(set(bearers(namesakes))) == 1
    undo_judgement(judged.judgement_id)
    told = dict(namesakes.rows("select article, speaker_id from said"))
    assert told[f"Again {SENATOR}"] == told[SENATOR] == senator
    assert told[f"Again {MIDFIELDER}"] == told[MIDFIELDER] == midfielder


def test_merged_again_after_the_undoing_they_are_one(namesakes: House) -> None:
    senator, midfielder = bearers(namesakes)
    judged = merge_entities(senator, midfielder)
    merged = namesakes.everything()
    undo_judgement(judged.judgement_id)
    assert merge_entities(senator, midfielder).judgement_id == judged.judgement_id
    assert namesakes.everything() == merged


def test_namesakes_that_were_merged_come_apart_by_article(namesakes: House) -> None:
    senator, midfielder = bearers(namesakes)
    merge_entities(senator, midfielder)
    (one,) = set(bearers(namesakes))
    ((article_id,),) = namesakes.rows(f"select article_id from said where article = '{MIDFIELDER}'")
    split_entity(one, article_id=article_id)
    assert len(set(bearers(namesakes))) == 2

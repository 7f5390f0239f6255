"""Two persons of one name, kept apart by what articles call them: minister and midfielder, senators of two countries.

Premises: one person is hardly ever two of the few kinds of `callings` at a time, and holds office in one country. So a
name is somebody else where an article calls it by another kind than all before did, or by the same kind of another
country. An article that calls one person both says that they are one. A tracked figure is left only where kind and
country both differ: a missed alert is worse than a namesake to be split off. Who is called nothing is the first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from extractors.cast.names import name_key
from extractors.decisions.callings import Calling, calling_in, parse_calling
from extractors.decisions.spellings import person_keys, same_person
from extractors.records import KnownEntity, NameUse
from extractors.records.ids import mint


def first_id(own_key: str) -> str:
    """The id of the first person of a folded name."""
    return mint("n", "person", own_key)


def namesake_id(own_key: str, calling: Calling) -> str:
    """The id of the person of this folded name who is called so, and is not the first of the name."""
    return mint("n", "person", own_key, str(calling))


def alias_called(use: NameUse) -> tuple[str, ...]:
    """The alias that keeps what an article calls a person, `Ann Lee (officeholder of peru)`, if it says anything."""
    return (f"{use.name} ({use.calling})",) if use.calling else ()


def is_namesake(entity: KnownEntity) -> bool:
    """Whether the entity is a person who was kept apart from the first of the name."""
    called = (found for key in entity.alias_keys if (found := calling_in(key)))
    return any(entity.entity_id == namesake_id(name, calling) for name, calling in called)


@dataclass(slots=True)
class Namesakes:
    """Who else has a name, and what each is called, so far. It lives for one decision."""

    callings: dict[str, set[Calling]] = field(default_factory=lambda: defaultdict(set))
    by_key: dict[str, dict[str, KnownEntity]] = field(default_factory=lambda: defaultdict(dict))

    def learn(self, entity: KnownEntity, alias_keys: Iterable[str]) -> None:
        """Adds what the entity is called by these folded aliases."""
        self.callings[entity.entity_id].update(found[1] for key in alias_keys if (found := calling_in(key)))

    def put(self, entity: KnownEntity) -> None:
        """Adds a person who is not the first of the name."""
        for key in person_keys(entity.name):
            self.by_key[key][entity.entity_id] = entity

    def bearer(self, use: NameUse, first: KnownEntity) -> tuple[KnownEntity, str, bool] | None:
        """Who else of this name an article means, why, and whether he is new; None where it is the first."""
        if not use.calling or use.type != "PERSON":
            return None
        called = parse_calling(name_key(use.calling))
        persons = (first, *self._others(use.name))
        exact = [person for person in persons if called in self.callings[person.entity_id]]
        fitting = [person for person in persons if not self._is_apart(called, person)]
        chosen = next(iter(exact or fitting), None) if exact or first in fitting or len(fitting) == 1 else None
        if chosen is first:
            return None
        known = ", ".join(sorted(map(str, self.callings[first.entity_id])))
        reason = f"called {called} here, not {known} like the first of the name"
        return (chosen, reason, False) if chosen else (self._made(use, called), reason, True)

    def _others(self, name: str) -> list[KnownEntity]:
        near = {i: e for key in person_keys(name) for i, e in self.by_key.get(key, {}).items()}
        return [e for _, e in sorted(near.items()) if name_key(e.name) == name_key(name) or same_person(e.name, name)]

    def _is_apart(self, called: Calling, person: KnownEntity) -> bool:
        """Whether somebody called so cannot be this person, by all that he was called before."""
        before = self.callings[person.entity_id]
        lands = {calling.land for calling in before if calling.land}
        is_of_another_land = bool(lands) and bool(called.land) and called.land not in lands
        is_of_another_kind = bool(before) and _kinds(before).isdisjoint(called.kinds)
        if _is_tracked(person):
            return is_of_another_kind and is_of_another_land
        return is_of_another_kind or is_of_another_land

    def _made(self, use: NameUse, called: Calling) -> KnownEntity:
        own = name_key(use.name)
        return KnownEntity(namesake_id(own, called), use.name, use.type, frozenset({own}))


def _kinds(callings: Collection[Calling]) -> set[str]:
    return {kind for calling in callings for kind in calling.kinds}


def _is_tracked(entity: KnownEntity) -> bool:
    """Whether a user follows the person: its id is made from none of its names."""
    names = {name_key(entity.name), *entity.alias_keys}
    return not is_namesake(entity) and all(entity.entity_id != first_id(name) for name in names)

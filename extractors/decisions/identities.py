"""Who is who across articles: a resolved name in an article finds its entity, or makes one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors.cast.names import name_key
from extractors.decisions.judgements import Judged
from extractors.decisions.namesakes import Namesakes, alias_called, is_namesake
from extractors.decisions.spellings import person_keys, same_person, without_initials
from extractors.records import EntityRedirect, IdentityDecision, KnownEntity, NameUse
from extractors.records.ids import mint
from extractors.wordlists import word_pairs

_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = 3  # letters; shorter ones mean too many things

# Types that a tagger confuses with one another, so that one name may cross between them: a country, its government
# and its people; a company and a place named like it.
_FAMILY = {"GPE": "body", "ORG": "body", "NORP": "body", "LOC": "body", "FAC": "body", "PERSON": "person"}


def family(type_: str) -> str:
    """What kinds of thing may be one: `person`, `body` (organisations, places, peoples), else the type itself."""
    return _FAMILY.get(type_, type_.lower())


def entity_id(name: str, type_: str) -> str:
    """The id of the entity that this name makes: the same for every spelling with the same key."""
    return mint("n", family(type_), own_key(name, type_))


def own_key(name: str, type_: str) -> str:
    """The folded name; of a place, that of the name to keep (`United States` for `U.S.`)."""
    return name_key(word_pairs("same_places").get(name, name)) if family(type_) == "body" else name_key(name)


def keys_of(name: str, type_: str) -> frozenset[str]:
    """All folded names under which the warehouse may know who is named here."""
    return person_keys(name) if family(type_) == "person" else frozenset({name_key(name), own_key(name, type_)})


def acronym_keys(use: NameUse) -> frozenset[str]:
    """The folded acronyms, of three letters or more, by which an article also calls the body of this name."""
    if family(use.type) != "body":
        return frozenset()
    words = [word for word in _WORD.findall(use.name) if word[0].isupper() and word.lower() != "the"]
    initials = "".join(word[0] for word in words)
    short = (alias.replace(".", "") for alias in use.aliases)
    return frozenset(name_key(alias) for alias in short if len(alias) >= _ACRONYM and alias == initials)


def identify(
    uses: Sequence[NameUse], known: Sequence[KnownEntity], redirects: Sequence[EntityRedirect] = ()
) -> tuple[IdentityDecision, ...]:
    """The entity of each name as its article uses it, ordered by article and name, persons before their namesakes.

    `known` are the entities as found, and found they are as if nobody had judged; then what a person judged about
    them (`redirects`) holds.

    Premises: a full name is one person, in whatever spelling, unless two persons fit, or articles call it things that
    nobody is at once (see `namesakes`); an alias counts only if the entity has it. Prefers two entities for one person
    to one entity for two: a bare surname that its article never explains is its own entity, and surnames are not kept
    as aliases, lest the next article's are taken for them.
    """
    judged = Judged(redirects)
    directory = _Directory(_disputed(uses), judged)
    for entity in sorted(known, key=lambda entity: entity.entity_id):
        directory.put(entity)
    found: dict[tuple[str, str, str], tuple[KnownEntity, str, bool]] = {}
    decisions = []
    for use in _in_order(uses):
        place = (family(use.type), use.name, use.calling)
        if place not in found:
            found[place] = directory.meet(use)
        entity, reason, is_new = found[place]
        decisions.append(_decision(use, entity, reason, is_new=is_new))
        directory.learn(entity, decisions[-1].alias_keys[1:])
        found[place] = (entity, "the same name" if is_new else reason, False)
    return tuple(sorted((_as_judged(decision, judged) for decision in decisions), key=_order))


def _as_judged(decision: IdentityDecision, judged: Judged) -> IdentityDecision:
    """The decision as a person has it, who knows better."""
    redirect = judged.of(decision.entity_id, name_key(decision.name), decision.article_id)
    if redirect is None or redirect.to_entity_id == decision.entity_id:
        return decision
    reason = f"{decision.reason}; a person judged so ({redirect.judgement_id})"
    return replace(
        decision, entity_id=redirect.to_entity_id, unjudged_id=decision.entity_id, is_new=False, reason=reason
    )


def _disputed(uses: Iterable[NameUse]) -> frozenset[tuple[str, str]]:
    """The aliases, with their type family, by which articles of this batch mean more than one name."""
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for use in uses:
        own = own_key(use.name, use.type)
        for key in {name_key(alias) for alias in use.aliases} - {own}:
            meant[family(use.type), key].add(own)
    return frozenset(place for place, names in meant.items() if len(names) > 1)


def _order(item: NameUse | IdentityDecision) -> tuple[str, str, bool, str, tuple[str, ...]]:
    return (item.article_id, item.name, family(item.type) != "person", item.type, item.aliases)


def _in_order(uses: Iterable[NameUse]) -> list[NameUse]:
    """The uses that name anything, each once: persons first, and the fullest names, so that shorter ones find them."""
    named = {use for use in uses if name_key(use.name)}
    return sorted(named, key=_fullest_first)


def _fullest_first(use: NameUse) -> tuple[bool, int, int, str, tuple[str, str, bool, str, tuple[str, ...]]]:
    """Who is called two things at once comes before others of the name: each is then said of the same person."""
    count_words = len(name_key(use.name).split())
    return family(use.type) != "person", -count_words, -use.calling.count(" and "), use.calling, _order(use)


@dataclass(slots=True)
class _Directory:
    """The entities known so far, by type family and folded name. It lives for one decision."""

    disputed: frozenset[tuple[str, str]]
    judged: Judged
    own: dict[tuple[str, str], KnownEntity] = field(default_factory=dict)
    aliases: dict[tuple[str, str], dict[str, KnownEntity]] = field(default_factory=lambda: defaultdict(dict))
    near: dict[str, dict[str, KnownEntity]] = field(default_factory=lambda: defaultdict(dict))
    namesakes: Namesakes = field(default_factory=Namesakes)

    def meet(self, use: NameUse) -> tuple[KnownEntity, str, bool]:
        """The entity that an article names, made where there was none, with the reason and whether it is new."""
        old = self.find(use.name, use.type) or self.spelled_out(use)
        first, reason, is_new = (*old, False) if old else (_made(use), "a name not met before", True)
        if other := self.namesakes.bearer(use, first):
            first, reason, is_new = other
        self.put(first)
        return first, reason, is_new

    def learn(self, entity: KnownEntity, keys: Iterable[str]) -> None:
        """Adds folded aliases that an article has for an entity, and what it calls the entity."""
        self.namesakes.learn(entity, keys)
        if not is_namesake(entity):
            self.put_aliases(entity, keys)

    def put(self, entity: KnownEntity) -> None:
        """Adds an entity. A figure, whose id is not made from its name, comes before others of the same name."""
        kind = family(entity.type)
        own = (kind, own_key(entity.name, entity.type))
        self.namesakes.learn(entity, entity.alias_keys)
        if kind == "person" and is_namesake(entity):
            self.namesakes.put(entity)
            return
        if entity.entity_id == entity_id(entity.name, entity.type):
            self.own.setdefault(own, entity)
        else:
            self.own[own] = entity
        self.put_aliases(entity, entity.alias_keys)
        if kind == "person":
            for key in person_keys(entity.name):
                self.near[key][entity.entity_id] = entity

    def put_aliases(self, entity: KnownEntity, keys: Iterable[str]) -> None:
        """Adds folded aliases of an entity, so that `NATO` is found once an article has said what it stands for."""
        for key in keys:
            self.aliases[family(entity.type), key][entity.entity_id] = entity

    def find(self, name: str, type_: str) -> tuple[KnownEntity, str] | None:
        """The entity of a name with the reason, None where there is none, or more than one fits."""
        kind, key = family(type_), own_key(name, type_)
        if entity := self.own.get((kind, key)):
            return entity, "the same name" if entity.name == name else f"the same name as {entity.name}"
        person = self.own.get(("person", key)) if kind != "person" and " " in key else None
        if person:
            return person, f"the name of {person.name}, a person, tagged {type_} here"
        if entity := self._by_alias(kind, key) or self._by_alias(kind, name_key(name)):
            return entity, f"a known alias of {entity.name}"
        return self._spelled_otherwise(name) if kind == "person" else None

    def spelled_out(self, use: NameUse) -> tuple[KnownEntity, str] | None:
        """The body known by the acronym that this article spells out: `NATO`, met before its long form."""
        known = {key: self.own.get(("body", key)) for key in acronym_keys(use) if ("body", key) not in self.disputed}
        entity = self._only({entity.entity_id: entity for entity in known.values() if entity})
        return (entity, f"{entity.name} spelled out, as the article has both") if entity else None

    def _by_alias(self, kind: str, key: str) -> KnownEntity | None:
        return None if (kind, key) in self.disputed else self._only(self.aliases.get((kind, key), {}))

    def _spelled_otherwise(self, name: str) -> tuple[KnownEntity, str] | None:
        near = {i: e for key in person_keys(name) for i, e in self.near.get(key, {}).items()}
        entity = self._only({i: e for i, e in near.items() if same_person(name, e.name)})
        return (entity, f"another spelling of {entity.name}") if entity else None

    def _only(self, found: dict[str, KnownEntity]) -> KnownEntity | None:
        """The one that was found, None where there are none or several; those that a person merged are one."""
        meant = {self.judged.merged(entity_id) for entity_id in found}
        return found[min(found)] if len(meant) == 1 else None


def _made(use: NameUse) -> KnownEntity:
    """The entity that a name not met before makes."""
    name = word_pairs("same_places").get(use.name, use.name) if family(use.type) == "body" else use.name
    return KnownEntity(entity_id(use.name, use.type), name, use.type, frozenset({name_key(use.name)}))


def _decision(use: NameUse, entity: KnownEntity, reason: str, *, is_new: bool) -> IdentityDecision:
    spellings = (*use.aliases, without_initials(use.name)) if family(use.type) == "person" else use.aliases
    told = dict.fromkeys(alias for alias in spellings if alias != use.name and _tells(alias, use))
    aliases = (*told, *alias_called(use))
    keys = tuple(name_key(spelling) for spelling in (use.name, *aliases))
    return IdentityDecision(use.article_id, use.name, use.type, entity.entity_id, is_new, reason, aliases, keys)


def _tells(alias: str, use: NameUse) -> bool:
    """Whether a spelling may be kept as an alias: of a person only one that another article cannot mean otherwise."""
    return bool(name_key(alias)) and (family(use.type) != "person" or same_person(alias, use.name))

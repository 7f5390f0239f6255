-- The listed figures, and only they, are tracked; each has its entity.
create or replace temp table listed as
select r.entity_id, r.figure.key as figure_key, r.figure.name, r.figure.type, r.figure.aliases, r.figure.wikidata_id
from (
    select unnest(from_json_strict($rows, '[{
        "entity_id": "varchar",
        "figure": {
            "key": "varchar", "name": "varchar", "type": "varchar", "aliases": ["varchar"], "wikidata_id": "varchar"
        }
    }]')) as r
);

update figures
set is_active = false
where is_active and figure_key not in (select figure_key from listed);

update figures
set name = l.name, type = l.type, aliases = l.aliases, wikidata_id = l.wikidata_id, is_active = true
from listed as l
where l.figure_key = figures.figure_key
and (
    not figures.is_active or figures.name <> l.name or figures.type <> l.type or figures.aliases <> l.aliases
    or figures.wikidata_id is distinct from l.wikidata_id
);

insert into figures (figure_key, entity_id, name, type, aliases, wikidata_id, is_active, tracked_since)
select figure_key, entity_id, name, type, aliases, wikidata_id, true, $now::timestamptz
from listed
where figure_key not in (select figure_key from figures);

update entities
set name = l.name, type = l.type, wikidata_id = l.wikidata_id
from listed as l
where l.entity_id = entities.entity_id
and (entities.name <> l.name or entities.type <> l.type or entities.wikidata_id is distinct from l.wikidata_id);

insert into entities (entity_id, name, type, wikidata_id, first_seen_at)
select entity_id, name, type, wikidata_id, $now::timestamptz
from listed
where entity_id not in (select entity_id from entities);

drop table listed;

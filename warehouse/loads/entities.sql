-- Entities that names make; a figure's entity learns when an article first named it.
create or replace temp table named as
select
    r.entity_id,
    arg_min(r.name, [r.first_seen_at::varchar, r.article_id, r.name]) as name,
    arg_min(r.type, [r.first_seen_at::varchar, r.article_id, r.name]) as type,
    min(r.first_seen_at) as first_seen_at,
    arg_min(r.article_id, [r.first_seen_at::varchar, r.article_id]) as first_article_id
from (
    select unnest(from_json_strict((select $rows), '[{
        "entity_id": "varchar", "name": "varchar", "type": "varchar", "article_id": "varchar",
        "first_seen_at": "timestamptz"
    }]')) as r
)
group by r.entity_id;

insert into entities (entity_id, name, type, first_seen_at, first_article_id)
select entity_id, name, type, first_seen_at, first_article_id
from named
where entity_id not in (select entity_id from entities where entity_id in (select entity_id from named));

update entities
set first_article_id = named.first_article_id, first_seen_at = named.first_seen_at
from named
where named.entity_id = entities.entity_id and entities.first_article_id is null;

drop table named;

-- Where judged entities lead: exactly the given redirects.
create or replace temp table wanted_redirects as
select r.entity_id, r.alias_key, r.article_id, r.to_entity_id, r.judgement_id
from (
    select unnest(from_json_strict($rows, '[{
        "entity_id": "varchar", "alias_key": "varchar", "article_id": "varchar", "to_entity_id": "varchar",
        "judgement_id": "varchar"
    }]')) as r
);

delete from entity_redirects
where not exists (
    select 1 from wanted_redirects as w
    where w.entity_id = entity_redirects.entity_id
    and w.alias_key is not distinct from entity_redirects.alias_key
    and w.article_id is not distinct from entity_redirects.article_id
    and w.to_entity_id = entity_redirects.to_entity_id
    and w.judgement_id = entity_redirects.judgement_id
);

insert into entity_redirects by name
select * from wanted_redirects
except
select entity_id, alias_key, article_id, to_entity_id, judgement_id from entity_redirects;

drop table wanted_redirects;

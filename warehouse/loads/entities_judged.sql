-- Entities as the redirects have them: split ones are made, merged ones are kept aside, and both the other way round.
insert into entities (entity_id, name, type, first_seen_at, first_article_id)
select
    j.other_entity_id, coalesce(j.alias, e.name), e.type, coalesce(a.first_seen_at, e.first_seen_at), j.article_id
from entity_judgements as j
join (
    from entities
    union all by name
    from merged_entities
) as e on e.entity_id = j.entity_id
left join articles as a on a.article_id = j.article_id
where j.judgement = 'split' and j.undone_at is null
and j.other_entity_id not in (select entity_id from entities union all select entity_id from merged_entities);

insert into entity_aliases (entity_id, alias, alias_key, reason, first_seen_at)
select e.entity_id, e.name, coalesce(n.alias_key, folded(e.name)), 'split off by a person (' || j.judgement_id || ')', e.first_seen_at
from entity_judgements as j
join entities as e on e.entity_id = j.other_entity_id
left join entity_aliases as n on coalesce(n.unjudged_id, n.entity_id) = j.entity_id and n.alias = e.name
where j.judgement = 'split' and j.undone_at is null and j.article_id is not null
and not exists (select 1 from entity_aliases as a where a.entity_id = e.entity_id and a.unjudged_id is null)
qualify row_number() over (partition by e.entity_id order by n.alias_key) = 1;

insert into merged_entities by name
from entities
where entity_id in (
    select entity_id from entity_redirects
    where alias_key is null and article_id is null and to_entity_id in (select entity_id from entities)
);

insert into entities by name
from merged_entities
where entity_id not in (select entity_id from entity_redirects where alias_key is null and article_id is null);

delete from merged_entities
where entity_id not in (select entity_id from entity_redirects where alias_key is null and article_id is null);

delete from entities
where entity_id in (select entity_id from merged_entities);

delete from entity_aliases
where unjudged_id is null
and entity_id in (select other_entity_id from entity_judgements where judgement = 'split' and undone_at is not null);

delete from entities
where entity_id in (select other_entity_id from entity_judgements where judgement = 'split' and undone_at is not null);

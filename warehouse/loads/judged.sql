-- Mentions, speakers and spellings of the given found entities are those of the entities that people judged them to be.
create or replace temp table judged as
with asked as (
    select unnest(from_json_strict($entity_ids, '["varchar"]')) as found_id
),
uses as (
    select coalesce(m.unjudged_id, m.entity_id) as found_id, m.name, m.article_id
    from mentions as m
    union
    select coalesce(s.unjudged_id, s.entity_id) as found_id, s.name, q.article_id
    from quote_speakers as s
    join quotes as q
        on q.quote_id = s.quote_id and q.extractor_version = s.extractor_version and q.model = s.model
),
spelled as (
    select u.found_id, u.name, u.article_id, coalesce(a.alias_key, folded(u.name)) as alias_key
    from uses as u
    semi join asked on asked.found_id = u.found_id
    left join entity_aliases as a on coalesce(a.unjudged_id, a.entity_id) = u.found_id and a.alias = u.name
)
select
    s.found_id, s.name, s.article_id,
    coalesce(
        arg_max(r.to_entity_id, 2 * (r.article_id is not null)::integer + (r.alias_key is not null)::integer),
        s.found_id
    ) as entity_id
from spelled as s
left join entity_redirects as r
    on r.entity_id = s.found_id
    and (r.alias_key is null or r.alias_key = s.alias_key)
    and (r.article_id is null or r.article_id = s.article_id)
group by s.found_id, s.name, s.article_id;

update mentions
set entity_id = j.entity_id, unjudged_id = if(j.entity_id = j.found_id, null, j.found_id)
from judged as j
where j.found_id = coalesce(mentions.unjudged_id, mentions.entity_id)
and j.name = mentions.name
and j.article_id = mentions.article_id
and j.entity_id <> mentions.entity_id;

update quote_speakers
set entity_id = j.entity_id, unjudged_id = if(j.entity_id = j.found_id, null, j.found_id)
from judged as j
join quotes as q on q.article_id = j.article_id
where q.quote_id = quote_speakers.quote_id
and j.found_id = coalesce(quote_speakers.unjudged_id, quote_speakers.entity_id)
and j.name = quote_speakers.name
and j.entity_id <> quote_speakers.entity_id;

drop table judged;

create or replace temp table judged_aliases as
with asked as (
    select unnest(from_json_strict($entity_ids, '["varchar"]')) as found_id
)
select
    a.found_id, a.alias,
    coalesce(arg_max(r.to_entity_id, (r.alias_key is not null)::integer), a.found_id) as entity_id
from (select coalesce(unjudged_id, entity_id) as found_id, alias, alias_key from entity_aliases) as a
semi join asked on asked.found_id = a.found_id
left join entity_redirects as r
    on r.entity_id = a.found_id and r.article_id is null and (r.alias_key is null or r.alias_key = a.alias_key)
group by a.found_id, a.alias;

update entity_aliases
set entity_id = j.entity_id, unjudged_id = if(j.entity_id = j.found_id, null, j.found_id)
from judged_aliases as j
where j.found_id = coalesce(entity_aliases.unjudged_id, entity_aliases.entity_id)
and j.alias = entity_aliases.alias
and j.entity_id <> entity_aliases.entity_id;

drop table judged_aliases;

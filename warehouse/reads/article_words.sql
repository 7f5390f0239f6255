-- One row per article, in the order of the fields of ArticleWords: its current text, and the folded names of what it names.
with asked as (
    select unnest(from_json_strict($article_ids, '["varchar"]')) as article_id
),
named as (
    select m.article_id, list(distinct a.alias_key) as names
    from current_mentions as m
    join entity_aliases as a on a.entity_id = m.entity_id
    where m.article_id in (select article_id from asked)
    group by m.article_id
)
select r.article_id, r.title, v.text, coalesce(n.names, []) as names
from articles as r
join article_versions as v on v.version_id = r.current_version_id
left join named as n on n.article_id = r.article_id
where r.article_id in (select article_id from asked)

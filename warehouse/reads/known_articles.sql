-- One row per article that has one of the ids, or one of the addresses that identify it.
-- Each table is asked for these alone: joined first, whole columns of all that is stored would be read.
with found as materialized (
    select article_id from articles
    where article_id in (select unnest(from_json_strict($article_ids, '["varchar"]')))
    union
    select article_id from article_urls
    where relation <> 'declared' and url in (select unnest(from_json_strict($addresses, '["varchar"]')))
),
texts as (
    select v.article_id, list(v.version_id) as version_ids
    from article_versions as v
    where v.article_id in (select article_id from found)
    group by v.article_id
),
addresses as (
    select u.article_id, list(u.url order by u.url) as urls
    from article_urls as u
    where u.article_id in (select article_id from found) and u.relation <> 'declared'
    group by u.article_id
),
changed as (
    select
        c.article_id, max(c.detected_at) filter (c.change = 'text changed') as detected_at,
        max(c.detected_at) filter (c.change = 'title changed') as retitled_at
    from article_changes as c semi join found on found.article_id = c.article_id
    where c.change in ('text changed', 'title changed')
    group by c.article_id
)
select
    a.article_id,
    a.current_version_id,
    greatest(v.seen_at, coalesce(changed.detected_at, v.seen_at)) as current_since,
    texts.version_ids,
    coalesce(addresses.urls, []) as addresses,
    a.title,
    a.title_from,
    greatest(v.seen_at, changed.detected_at, changed.retitled_at) as title_since
from (
    select article_id, current_version_id, title, title_from
    from articles
    where article_id in (select article_id from found)
) as a
join (
    select version_id, seen_at
    from article_versions
    where article_id in (select article_id from found)
) as v on v.version_id = a.current_version_id
join texts on texts.article_id = a.article_id
left join addresses on addresses.article_id = a.article_id
left join changed on changed.article_id = a.article_id
order by a.article_id

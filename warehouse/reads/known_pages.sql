-- One row per article that has one of the ids, or was read from one of the addresses: its text now, and its addresses.
with found as (
    select article_id from articles
    where article_id in (select unnest(from_json_strict($article_ids, '["varchar"]')))
    union
    select article_id from article_urls
    where relation in ('feed', 'final') and url in (select unnest(from_json_strict($addresses, '["varchar"]')))
)
select
    a.article_id, v.version_id, v.text, v.text_sha256, a.title, a.title_from,
    coalesce((
        select list(u.url order by u.url) from article_urls as u
        where u.article_id = a.article_id and u.relation <> 'declared'
    ), []) as addresses
from articles as a
semi join found on found.article_id = a.article_id
join article_versions as v on v.version_id = a.current_version_id
order by a.article_id

-- One row: one article, where each of its facts is from, and what hangs on it. $article: its id or an address that it was
-- seen under; $address: the same in its canonical form.
with asked as (
    select article_id, 0 as rank from articles where article_id = $article::varchar
    union all
    select article_id, case relation when 'declared' then 2 else 1 end
    from article_urls
    where url in ($article::varchar, $address::varchar)
),
found as (
    select article_id from asked order by rank, article_id limit 1
)
select
    a.article_id, a.title, a.title_from, o.name as outlet, a.outlet_from, a.canonical_url as url, a.byline, a.byline_from, a.language,
    a.language_from, t.is_left, a.published_at, a.published_precision, a.published_from, a.published_doubt, a.first_seen_at, a.origin, a.is_backlog, f.title as feed, f.url as feed_url,
    e.event_id, v.title as event, e.reason as why_in_event, c.story_id, c.original_id,
    (
        select count(*) from story_copies as s where s.story_id = c.story_id and s.article_id <> a.article_id
    ) as count_copies,
    (select count(*) from current_quotes as q where q.article_id = a.article_id) as count_quotes, t.count_words,
    a.count_versions,
    (
        select count(*) from article_changes as g
        where g.article_id = a.article_id
        and g.change in ('quote added', 'quote removed', 'quote reworded', 'speaker changed')
    ) as count_quote_edits,
    exists (
        select 1 from article_changes as g where g.article_id = a.article_id and g.change = 'page gone'
    ) as is_gone,
    p.next_visit_at, t.version_id, t.text
from articles as a
join article_versions as t on t.version_id = a.current_version_id
left join outlets as o on o.outlet_id = a.outlet_id
left join feeds as f on f.feed_id = a.feed_id
left join event_articles as e on e.article_id = a.article_id
left join event_ids as v on v.event_id = e.event_id
left join story_copies as c on c.article_id = a.article_id
left join page_visits as p on p.article_id = a.article_id
where a.article_id in (select article_id from found)

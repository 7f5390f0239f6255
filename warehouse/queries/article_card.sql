-- One row: one article, where each of its facts is from, and what hangs on it. $article: its id or an address that it was
-- seen under; $address: the same in its canonical form.
with asked as (
    select article_id, 0 as rank from articles where article_id = $article::varchar
    union all
    select article_id, case relation when 'declared' then 2 else 1 end
    from article_urls
    where url in ($article::varchar, $address::varchar)
),
found as materialized (
    select article_id from asked order by rank, article_id limit 1
),
-- Each table is asked for this article alone: joined first, the texts of all that is stored would be read.
articles_found as materialized (
    from articles where article_id in (select article_id from found)
),
copies_found as materialized (
    from story_copies where article_id in (select article_id from found)
),
changes_found as materialized (
    select change from article_changes where article_id in (select article_id from found)
)
select
    a.article_id, a.title, a.title_from, o.name as outlet, a.outlet_from, a.canonical_url as url, a.byline, a.byline_from, a.language,
    a.language_from, t.is_left, a.published_at, a.published_precision, a.published_from, a.published_doubt, a.first_seen_at, a.origin, a.is_backlog, f.title as feed, f.url as feed_url,
    e.event_id, v.title as event, e.reason as why_in_event, c.story_id, c.original_id,
    (
        select count(*)
        from story_copies
        where story_id in (select story_id from copies_found) and article_id not in (select article_id from found)
    ) as count_copies,
    (select count(*) from current_quotes where article_id in (select article_id from found)) as count_quotes,
    t.count_words, a.count_versions,
    (
        select count(*) from changes_found
        where change in ('quote added', 'quote removed', 'quote reworded', 'speaker changed')
    ) as count_quote_edits,
    (select count(*) > 0 from changes_found where change = 'page gone') as is_gone,
    p.next_visit_at, t.version_id, t.text
from articles_found as a
join (
    from article_versions where version_id in (select current_version_id from articles_found)
) as t on t.version_id = a.current_version_id
left join outlets as o on o.outlet_id = a.outlet_id
left join feeds as f on f.feed_id = a.feed_id
left join (
    from event_articles where article_id in (select article_id from found)
) as e on e.article_id = a.article_id
left join event_ids as v on v.event_id = e.event_id
left join copies_found as c on c.article_id = a.article_id
left join page_visits as p on p.article_id = a.article_id

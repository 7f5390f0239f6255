-- One row per watched feed: how it is, what is wrong with it and what to do; the troubled ones first.
with entries as (
    select
        feed_id, count(*) as count_entries, count(*) filter (state = 'pending') as count_pending,
        count(*) filter (state = 'failed') as count_failed
    from feed_entries
    group by feed_id
),
brought as (
    select feed_id, count(*) as count_articles, max(first_seen_at) as last_article_at
    from articles
    where feed_id is not null
    group by feed_id
)
select
    f.outlet_name, f.title, f.state, f.problem_kind, f.problem_cause, f.problem_remedy, f.count_failures,
    f.last_success_at, f.last_polled_at, f.next_poll_at, coalesce(b.count_articles, 0) as count_articles,
    b.last_article_at, coalesce(e.count_entries, 0) as count_entries, coalesce(e.count_pending, 0) as count_pending,
    coalesce(e.count_failed, 0) as count_failed, f.url, f.feed_id
from feeds as f
left join entries as e on e.feed_id = f.feed_id
left join brought as b on b.feed_id = f.feed_id
where f.is_active
order by f.state = 'fine', f.state, f.outlet_name, f.url

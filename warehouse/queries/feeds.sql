-- One row per watched feed: how it is, what is wrong with it and what to do, what it brings; the troubled ones first.
with entries as (
    select
        feed_id, count(*) as count_entries, count(*) filter (state = 'pending') as count_pending,
        count(*) filter (state = 'failed') as count_failed
    from feed_entries
    group by feed_id
),
refused as (
    select
        feed_id, string_agg(count_refused || ' ' || problem_kind, ', ' order by count_refused desc, problem_kind)
            as without_text
    from (
        select feed_id, coalesce(problem_kind, 'no text') as problem_kind, count(*) as count_refused
        from feed_entries
        where state = 'failed'
        group by all
    ) as kinds
    group by feed_id
),
brought as (
    select feed_id, count(*) as count_articles, max(first_seen_at) as last_article_at
    from articles
    where feed_id is not null
    group by feed_id
)
select
    f.outlet_name, f.title, f.state, f.problem_kind, f.cause as problem_cause, f.remedy as problem_remedy, f.count_failures,
    f.last_success_at, f.last_polled_at, f.next_poll_at, coalesce(b.count_articles, 0) as count_articles,
    b.last_article_at, coalesce(e.count_entries, 0) as count_entries, coalesce(e.count_pending, 0) as count_pending,
    coalesce(e.count_failed, 0) as count_failed, f.url, f.feed_id,
    round(f.articles_a_day, 2) as articles_a_day, round(f.yield, 3) as yield,
    round(f.publishes_every_minutes, 1) as publishes_every_minutes, f.last_new_at,
    round(f.recent_seconds, 2) as answer_seconds, f.moved_to, f.same_as, f.told, r.without_text
from feed_health as f
left join entries as e on e.feed_id = f.feed_id
left join refused as r on r.feed_id = f.feed_id
left join brought as b on b.feed_id = f.feed_id
order by
    list_position(['gone', 'blocked', 'broken', 'unreachable', 'silent', 'slow', 'new', 'fine'], f.state),
    f.state = 'fine' and f.problem_kind is null, f.outlet_name, f.url

-- One row per event. Grown fastest comes first: by the independent sources that reported it in the last day, by the date
-- of the report and not by that of its arrival, so that an archive does not grow.
-- $order: growth, latest (reported last first), size (of the most independent sources first); $limit: rows.
with reports as (
    -- A date alone lasts until its day ends. Nothing is reported after it was seen, whatever its date says.
    select
        article_id,
        case
            when published_at is not null
                then least(published_at + to_days(if(published_precision = 'day', 1, 0)), first_seen_at)
            when origin <> 'import' then first_seen_at
        end as reported_at
    from articles
    where first_seen_at > now() - to_days(1)  -- what was seen before was reported before
),
grown as (
    select
        e.event_id, count(*) as count_articles_day,
        count(distinct coalesce(c.story_id, e.article_id)) as count_sources_day
    from event_articles as e
    join reports as r on r.article_id = e.article_id
    left join story_copies as c on c.article_id = e.article_id
    where r.reported_at > now() - to_days(1)
    group by e.event_id
),
-- Who they are about is asked for those alone that are shown.
shown as materialized (
    select
        v.*, coalesce(g.count_articles_day, 0) as count_articles_day,
        coalesce(g.count_sources_day, 0) as count_sources_day,
        row_number() over (
            order by
                case $order::varchar
                    when 'growth' then coalesce(g.count_sources_day, 0)
                    when 'size' then v.count_sources
                    else 0
                end desc,
                v.last_reported_at desc nulls last, v.last_seen_at desc, v.count_sources desc, v.event_id
        ) as place
    from event_coverage as v
    left join grown as g on g.event_id = v.event_id
    qualify place <= $limit::bigint
)
select
    s.title, s.count_articles, s.count_outlets, s.count_sources, s.count_articles_day, s.count_sources_day,
    coalesce(m.main_entities, []) as main_entities, s.first_published_at, s.last_published_at, s.first_reported_at,
    s.last_reported_at, s.first_seen_at, s.last_seen_at, s.event_id
from shown as s
left join main_entities_of((select list(event_id) from shown)) as m on m.event_id = s.event_id
order by s.place

-- One row per line of the trends of one event, however long it lasts: share of voice, who was quoted on it first, its
-- outlets. $event: its id; merged ids resolve; $limit: lines of each trend.
with asked as (
    select coalesce((select r.to_event_id from event_redirects as r where r.event_id = $event::varchar), $event::varchar)
        as event_id
),
voices as (
    select
        1 as part, 'most quoted' as trend, speaker as name, type as about, count_statements, count_quotes as count,
        share_statements as share, entity_id, event_id,
        row_number() over (order by count_statements desc, count_sources desc, speaker, entity_id) as line
    from share_of_voice_by_event($event::varchar)
),
members as materialized (
    select article_id, event_id from event_articles where event_id = (select event_id from asked)
),
-- Each table is asked for the event's articles alone: joined first, all that is stored would be read.
told as (
    select m.event_id, o.name as outlet, coalesce(c.original_id <> m.article_id, false) as is_copy
    from members as m
    join (
        select article_id, outlet_id from articles where article_id in (select article_id from members)
    ) as a on a.article_id = m.article_id
    left join outlets as o on o.outlet_id = a.outlet_id
    left join (
        select article_id, original_id from story_copies where article_id in (select article_id from members)
    ) as c on c.article_id = m.article_id
),
outlets_told as (
    select
        2 as part, 'outlets' as trend, outlet as name,
        count(*) filter (is_copy)::varchar || if(count(*) filter (is_copy) = 1, ' copy', ' copies') as about,
        count(*) as count, count(*) / (select count(*) from told) as share, any_value(event_id) as event_id,
        row_number() over (order by count(*) desc, outlet) as line
    from told
    where outlet is not null
    group by outlet
),
lines as (
    from voices
    union all by name from outlets_told
)
select
    trend, name, about, count, count_statements, share, null::double as expected, null::double as ratio,
    null::double as score, null::date as day, null::boolean as is_covered, null::varchar as url,
    null::varchar as quote_id, null::integer as char_start, null::integer as char_end, entity_id, event_id
from lines
where line <= $limit::bigint
order by part, line

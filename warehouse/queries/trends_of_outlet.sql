-- One row per line of the trends of one outlet in a window of days: articles a day, whom it quotes, whose text it prints
-- and who prints its own. $outlet: its name or domain, however it is capitalised; $days: how many; $zone: whose days;
-- $until: the last one, null for the newest there is; $limit: lines of each trend.
with meant as (
    select outlet_id, name
    from outlets
    where folded(name) = folded($outlet::varchar) or lower(domain) = lower($outlet::varchar)
),
read_days as (
    select c.day, bool_or(c.is_covered) as is_read
    from coverage_per_feed_per_day($days::bigint, $zone::varchar, $until::date) as c
    where folded(c.outlet) in (select folded(name) from meant)
    group by c.day
),
reported_days as (
    select r.day, count(*) as count_articles
    from reports_within($days::bigint, $zone::varchar, $until::date) as r
    semi join meant as m on m.outlet_id = r.outlet_id
    group by r.day
),
outlet_days as (
    -- An outlet that no feed is watched of was covered on the days of which there is something.
    select
        1 as part, 'articles per day' as trend, m.name, w.day::varchar as about,
        if(coalesce(d.is_read, false), coalesce(r.count_articles, 0), r.count_articles) as count, w.day,
        coalesce(d.is_read, r.count_articles is not null) as is_covered, 1 as line
    from coverage_per_day($days::bigint, $zone::varchar, $until::date) as w
    cross join (select min(name) as name from meant) as m
    left join read_days as d on d.day = w.day
    left join reported_days as r on r.day = w.day
    where m.name is not null
),
voices as (
    select
        2 as part, 'most quoted' as trend, v.speaker as name, v.type as about, v.count_statements,
        v.count_quotes as count, v.share_statements as share, v.entity_id,
        row_number() over (order by v.count_statements desc, v.count_sources desc, v.speaker, v.entity_id) as line
    from share_of_voice_by_outlet($days::bigint, $zone::varchar, $until::date) as v
    semi join meant as m on m.outlet_id = v.outlet_id
),
agencies as (
    select
        3 as part, 'agency text' as trend, a.outlet as name, a.agency as about, a.count_agency_articles as count,
        a.share_articles as share, row_number() over (order by a.count_agency_articles desc, a.agency) as line
    from agency_reuse($days::bigint, $zone::varchar, $until::date) as a
    semi join meant as m on m.outlet_id = a.outlet_id
),
copies as (
    select
        4 as part, 'copied from' as trend, c.outlet as name, c.from_outlet as about, c.count_articles as count,
        row_number() over (order by c.count_articles desc, c.from_outlet, c.outlet) as line
    from copied_from($days::bigint, $zone::varchar, $until::date) as c
    where c.outlet_id in (select outlet_id from meant) or c.from_outlet_id in (select outlet_id from meant)
),
lines as (
    from outlet_days
    union all by name from voices
    union all by name from agencies
    union all by name from copies
)
select
    trend, name, about, count, count_statements, share, null::double as expected, null::double as ratio,
    null::double as score, day, is_covered, null::varchar as url, null::varchar as quote_id,
    null::integer as char_start, null::integer as char_end, entity_id, null::varchar as event_id
from lines
where line <= $limit::bigint
order by part, line, day

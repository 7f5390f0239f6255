-- One row per outlet of which pages came lately, in the order of the fields of extractors.records.PageYield. Lately is the
-- day before $now, or the last twenty pages where that reaches further back; its past is the four weeks before that,
-- or before the drop that was told of and still stands.
with told as (
    select about, arg_max(kind, made_at) as kind, max(made_at) as made_at
    from notices
    where kind in ('pages without text', 'pages with text again')
    group by about
),
pages as (
    select
        outlet, has_text, problem_kind, started_at,
        row_number() over (partition by outlet order by started_at desc, fetch_id) as place
    from page_outcomes
    where started_at > $now::timestamptz - interval 60 days and started_at <= $now::timestamptz
),
split as (
    select
        p.outlet, p.has_text, p.problem_kind, p.started_at,
        case when t.kind = 'pages without text' then t.kind end as told_kind, t.made_at as told_at,
        p.started_at > $now::timestamptz - interval 1 day
        or (p.place <= 20 and p.started_at > $now::timestamptz - interval 7 days) as is_recent
    from pages as p
    left join told as t on t.about = 'pages of ' || p.outlet
),
ends as (
    select
        outlet, any_value(told_kind) as told_kind, any_value(told_at) as told_at,
        min(started_at) filter (is_recent) as recent_from,
        least(min(started_at) filter (is_recent), any_value(told_at) filter (told_kind is not null) - interval 1 day)
            as past_until
    from split
    group by outlet
)
select
    s.outlet,
    count(*) filter (s.is_recent) as count_recent,
    count(*) filter (s.is_recent and s.has_text) as count_recent_with_text,
    count(*) filter (s.started_at < e.past_until and s.started_at >= e.past_until - interval 28 days) as count_past,
    count(*) filter (s.started_at < e.past_until and s.started_at >= e.past_until - interval 28 days and s.has_text)
        as count_past_with_text,
    mode(s.problem_kind) filter (s.is_recent and not s.has_text) as reason,
    any_value(e.told_kind) is not null as is_told,
    any_value(e.told_at) as told_at
from split as s
join ends as e on e.outlet = s.outlet
where e.recent_from is not null
group by s.outlet
order by s.outlet

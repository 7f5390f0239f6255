-- One row: how it goes, in the order of the fields of extractors.records.Wellness.
with good as (
    select
        (select count(*) > 0 from feeds where is_active) as is_watching,
        (select max(last_success_at) from feeds where is_active) as read_at,
        (select max(ended_at) from runs where flow = 'ingest' and state = 'completed') as ingested_at,
        (select max(ended_at) from runs where flow = 'enrich' and state = 'completed') as enriched_at
),
told as (
    select arg_max(kind, made_at) as kind, max(made_at) as made_at
    from notices
    where kind in ('silence', 'news again'))
,
starts as (
    select started_at, lag(started_at) over (order by started_at) as before
    from runs
)
select
    g.is_watching, g.read_at, g.ingested_at, g.enriched_at,
    (select min(started_at) from starts) as first_at,
    (
        select max(started_at)
        from starts
        where before is null or started_at - before > interval 2 hours
    ) as running_since,
    (
        select count(*)
        from runs
        where (flow = 'ingest' and g.is_watching and ended_at is not null and started_at > coalesce(g.read_at, '-infinity'))
        or (flow = 'ingest' and state = 'failed' and started_at > coalesce(g.ingested_at, '-infinity'))
        or (flow = 'enrich' and state = 'failed' and started_at > coalesce(g.enriched_at, '-infinity'))
    ) as count_vain,
    (select arg_max(error, started_at) from runs where state = 'failed') as error,
    t.kind as told, t.made_at as told_at,
    (
        select arg_max(problem_cause, last_polled_at)
        from feeds
        where is_active and state not in ('fine', 'new')
    ) as feed_cause
from good as g
cross join told as t

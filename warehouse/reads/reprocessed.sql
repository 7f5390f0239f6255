-- One row: what the texts that were read again since a moment held before and hold now.
with ranked as (
    select
        e.*,
        row_number() over (
            partition by e.version_id order by e.extracted_at desc, e.extractor_version desc, e.model
        ) as place
    from extractions as e
    where e.version_id in (select version_id from extractions where extracted_at >= $since::timestamptz)
),
both_sides as (
    select n.*, o.count_quotes as quotes_before, o.count_mentions as mentions_before
    from ranked as n
    join ranked as o on o.version_id = n.version_id and o.place = 2
    where n.place = 1 and n.extracted_at >= $since::timestamptz
),
changes as (
    select change, count(*) as count_changed
    from extraction_changes
    where extracted_at >= $since::timestamptz
    group by change
)
select
    count(*),
    coalesce(sum(mentions_before), 0)::bigint,
    coalesce(sum(count_mentions), 0)::bigint,
    coalesce(sum(quotes_before), 0)::bigint,
    coalesce(sum(count_quotes), 0)::bigint,
    coalesce((select count_changed from changes where change = 'quote added'), 0),
    coalesce((select count_changed from changes where change = 'quote removed'), 0),
    coalesce((select count_changed from changes where change = 'speaker changed'), 0),
    coalesce((select count_changed from changes where change = 'span changed'), 0),
    coalesce((select count_changed from changes where change = 'kind changed'), 0)
from both_sides

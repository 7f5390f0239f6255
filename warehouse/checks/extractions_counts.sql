-- An extraction is recorded once, and its numbers agree with the lists of its quotes and mentions.
with quoted as (
    select version_id, extractor_version, model, count(*) as count_rows
    from quotes
    group by all
),
named as (
    select version_id, extractor_version, model, count(*) as count_rows
    from mentions
    group by all
)
select x.version_id, x.extractor_version, x.model, any_value(x.count_quotes), any_value(q.count_rows)
from extractions as x
left join quoted as q
    on q.version_id = x.version_id and q.extractor_version = x.extractor_version and q.model = x.model
left join named as n
    on n.version_id = x.version_id and n.extractor_version = x.extractor_version and n.model = x.model
group by x.version_id, x.extractor_version, x.model
having
    count(*) > 1
    or any_value(x.count_quotes) <> coalesce(any_value(q.count_rows), 0)
    or any_value(x.count_mentions) <> coalesce(any_value(n.count_rows), 0)

-- Every change in what people said agrees with the quotes behind it: they are of its two texts, and have its words.
with told as (
    select
        change_id, change, from_version_id as version_id, before_quote_id as quote_id,
        case when change = 'speaker changed' then null else before end as words, before_speaker as speaker
    from article_changes
    where change_id is not null and change in ('quote removed', 'quote reworded', 'speaker changed')
    union all
    select
        change_id, change, to_version_id, after_quote_id,
        case when change = 'speaker changed' then quote_text else after end, after_speaker
    from article_changes
    where change_id is not null and change in ('quote added', 'quote reworded', 'speaker changed')
)
select t.*
from told as t
where not exists (
    select 1 from quotes as q
    where q.quote_id = t.quote_id and q.version_id = t.version_id and (t.words is null or q.text = t.words)
)
union all
select change_id, change, to_version_id, null, quote_text, null
from article_changes
where change = 'speaker changed' and before is not distinct from after

-- One row per text that an article has had, and per change from one to another, in the order of time.
-- $article: its id.
with steps as (
    select
        v.seen_at, 'version' as step, v.version_number, v.title, v.count_words, v.version_id,
        null::varchar as from_version_id, null::varchar as before, null::varchar as after, null::varchar as quote_text,
        null::varchar as before_speaker, null::varchar as after_speaker, null::varchar as before_quote_id,
        null::varchar as after_quote_id, null::varchar as change_id, 0 as rank
    from article_versions as v
    where v.article_id = $article::varchar
    union all
    select
        c.detected_at, c.change, v.version_number, v.title, v.count_words, c.to_version_id, c.from_version_id, c.before,
        c.after, c.quote_text, c.before_speaker, c.after_speaker, c.before_quote_id, c.after_quote_id, c.change_id, 1
    from article_changes as c
    join article_versions as v on v.version_id = c.to_version_id
    where c.article_id = $article::varchar
)
select * exclude (rank)
from steps
order by seen_at, rank, (step <> 'text changed'), step, change_id

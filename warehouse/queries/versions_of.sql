-- One row per wording of a statement that was reported in several, its altered forms among them; the newest statement
-- first, its first wording first. $name: a statement's id, a figure's key, or a name or spelling of an entity, however it
-- is capitalised; $limit: statements.
with meant as (
    select entity_id from figures
    where figure_key = lower($name::varchar)
    union
    select entity_id from entity_aliases
    where alias_key = folded($name::varchar) or folded(alias) = folded($name::varchar)
    union
    select entity_id from entities
    where folded(name) = folded($name::varchar) or entity_id = $name::varchar
),
families as (
    select statement_id, coalesce(altered_of, statement_id) as family_id, altered_of is not null as is_altered
    from statements
),
asked as (
    select f.family_id
    from families as f
    join statements as s on s.statement_id = f.statement_id
    left join statement_redirects as r on r.statement_id = $name::varchar
    where s.statement_id = coalesce(r.to_statement_id, $name::varchar)
    or list_has_any(s.speaker_ids, (select coalesce(list(entity_id), []) from meant))
),
utterances as (
    select
        f.family_id, q.statement_id, f.is_altered, q.article_id,
        string_agg(q.text, ' … ' order by q.char_start) as text,
        arg_min(q.kind, q.char_start) as kind,
        min(q.seen_at) as seen_at
    from current_quotes as q
    join families as f on f.statement_id = q.statement_id
    where f.family_id in (select family_id from asked)
    group by f.family_id, q.statement_id, f.is_altered, q.article_id, q.version_id, q.utterance
),
wordings as (
    select
        u.family_id, u.statement_id, u.is_altered, u.text,
        arg_min(u.kind, (coalesce(a.published_at, u.seen_at), a.article_id)) as kind,
        min(coalesce(a.published_at, u.seen_at)) as reported_at,
        arg_min(a.published_precision, (coalesce(a.published_at, u.seen_at), a.article_id)) as published_precision,
        arg_min(o.name, (coalesce(a.published_at, u.seen_at), a.article_id)) as outlet,
        arg_min(a.title, (coalesce(a.published_at, u.seen_at), a.article_id)) as article,
        arg_min(a.canonical_url, (coalesce(a.published_at, u.seen_at), a.article_id)) as url,
        count(distinct u.article_id) as count_articles
    from utterances as u
    join articles as a on a.article_id = u.article_id
    left join outlets as o on o.outlet_id = a.outlet_id
    group by u.family_id, u.statement_id, u.is_altered, u.text
),
several as (
    select family_id, max(reported_at) as newest_at
    from wordings
    group by family_id
    having count(*) > 1
    order by newest_at desc, family_id
    limit $limit::bigint
)
select w.*
from several as s
join wordings as w on w.family_id = s.family_id
order by s.newest_at desc, s.family_id, w.is_altered, w.reported_at, w.text

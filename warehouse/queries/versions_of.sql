-- One row per wording of a statement that was reported in several, its altered forms among them; the newest statement
-- first, its first wording first. $name: a statement's id, a figure's key, or a name or spelling of an entity, however it
-- is capitalised; $limit: statements.
with meant as (
    select entity_id from figures
    where figure_key = lower($name::varchar)
    union
    select entity_id from entity_aliases
    where alias_key = folded($name::varchar) or is_called(alias, $name::varchar)
    union
    select entity_id from entities
    where is_called(name, $name::varchar) or entity_id = $name::varchar
),
asked as materialized (
    select distinct coalesce(altered_of, statement_id) as family_id
    from statements
    where statement_id = coalesce(
        (select to_statement_id from statement_redirects where statement_id = $name::varchar), $name::varchar
    )
    or list_has_any(speaker_ids, (select coalesce(list(entity_id), []) from meant))
),
members as materialized (
    select statement_id, coalesce(altered_of, statement_id) as family_id, altered_of is not null as is_altered
    from statements
    where coalesce(altered_of, statement_id) in (select family_id from asked)
),
-- Nearly all statements were reported once, in one wording: these are left out first.
families as materialized (
    select statement_id, family_id, is_altered
    from members
    where family_id in (
        select m.family_id
        from (
            select statement_id
            from credited_quotes
            where position = 0 and statement_id in (select statement_id from members)
        ) as q
        join members as m on m.statement_id = q.statement_id
        group by m.family_id
        having count(*) > 1
    )
),
-- What is known of a quote's article stands beside it: no article is read for it.
utterances as materialized (
    select
        f.family_id, q.statement_id, f.is_altered, q.article_id,
        string_agg(q.text, ' … ' order by q.char_start) as text,
        arg_min(q.kind, q.char_start) as kind,
        coalesce(any_value(q.published_at), min(q.seen_at)) as reported_at,
        any_value(q.published_precision) as published_precision,
        any_value(q.outlet) as outlet, any_value(q.article) as article, any_value(q.url) as url
    from (
        from credited_quotes where position = 0 and statement_id in (select statement_id from families)
    ) as q
    join families as f on f.statement_id = q.statement_id
    group by f.family_id, q.statement_id, f.is_altered, q.article_id, q.version_id, q.utterance
),
several as materialized (
    select family_id, max(reported_at) as newest_at
    from (
        select family_id, min(reported_at) as reported_at
        from utterances
        group by family_id, statement_id, is_altered, text
    )
    group by family_id
    having count(*) > 1
    order by newest_at desc, family_id
    limit $limit::bigint
)
select
    u.family_id, u.statement_id, u.is_altered, u.text, arg_min(u.kind, (u.reported_at, u.article_id)) as kind,
    min(u.reported_at) as reported_at,
    arg_min(u.published_precision, (u.reported_at, u.article_id)) as published_precision,
    arg_min(u.outlet, (u.reported_at, u.article_id)) as outlet,
    arg_min(u.article, (u.reported_at, u.article_id)) as article,
    arg_min(u.url, (u.reported_at, u.article_id)) as url,
    count(distinct u.article_id) as count_articles
from utterances as u
join several as s on s.family_id = u.family_id
group by s.newest_at, u.family_id, u.statement_id, u.is_altered, u.text
order by s.newest_at desc, u.family_id, u.is_altered, min(u.reported_at), u.text

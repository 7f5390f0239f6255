-- One row per article to compare a batch with. $asking: the batch's articles, each with its index keys and times. They
-- are found by what they share, weighted by rarity; so the work follows what is live, not all that is stored:
-- the likest, the members of the likest events (the nearest, some of the others, the first), articles with like text
-- ($bands) and all that tell their story, and the batch's own as they were before.
with asked as (
    select a.article_id, a.keys, a.happened_at, a.seen_at, a.is_dated
    from (
        select unnest(from_json_strict($asking, '[{
            "article_id": "varchar", "keys": ["ubigint"], "happened_at": "timestamptz", "seen_at": "timestamptz",
            "is_dated": "boolean"
        }]')) as a
    )
),
asked_keys as (
    select article_id as asking_id, happened_at, seen_at, is_dated, unnest(keys) as key from asked
),
-- Found by narrow columns first; the wide ones are then asked for by place, which skips all that lies elsewhere.
living as materialized (
    select rowid as place, article_id, happened_at, seen_at, is_dated
    from article_profiles
    where happened_at between $earliest::timestamptz and $latest::timestamptz
    or (
        seen_at between (select min(seen_at) from asked) - to_days($days::integer)
        and (select max(seen_at) from asked) + to_days($days::integer)
        and (not is_dated or exists (select 1 from asked where not asked.is_dated))
    )
),
live as (
    select l.article_id, l.happened_at, l.seen_at, l.is_dated, unnest(p.keys) as key
    from (select rowid as place, keys from article_profiles where rowid in (select place from living)) as p
    join living as l on l.place = p.place
),
met as (
    select * from live where key in (select key from asked_keys)
),
-- A key of very many articles tells nothing and costs most.
rare as (
    select key, ln(1 + 1e6 / count(*)) as weight
    from met
    group by key
    having count(*) <= $commonest::integer
),
scores as (
    -- Rounded, for the order in which threads add up must not tell equals apart.
    select k.asking_id, m.article_id, round(sum(r.weight), 6) as score
    from asked_keys as k
    join rare as r on r.key = k.key
    join met as m on m.key = k.key
    where m.article_id <> k.asking_id
    and (
        abs(epoch(m.happened_at) - epoch(k.happened_at)) <= 86400 * $days::integer
        or (not (m.is_dated and k.is_dated) and abs(epoch(m.seen_at) - epoch(k.seen_at)) <= 86400 * $days::integer)
    )
    group by k.asking_id, m.article_id
),
likest as (
    select asking_id, article_id
    from scores
    qualify row_number() over (partition by asking_id order by score desc, article_id) <= $nearest::integer
),
near_events as (
    select s.asking_id, e.event_id
    from scores as s
    join event_articles as e on e.article_id = s.article_id
    group by s.asking_id, e.event_id
    qualify row_number() over (partition by s.asking_id order by max(s.score) desc, e.event_id) <= $events::integer
),
members as (
    select n.event_id, e.article_id, coalesce(s.score, 0) as score, n.asking_id
    from near_events as n
    join event_articles as e on e.event_id = n.event_id
    left join scores as s on s.asking_id = n.asking_id and s.article_id = e.article_id
),
sampled as (
    select article_id
    from members
    qualify row_number() over (partition by asking_id, event_id order by score desc, article_id) <= $members::integer
    -- Ids are hashes: their order is a fair draw.
    or row_number() over (partition by asking_id, event_id order by article_id) <= $drawn::integer
    union
    select first_article_id from event_ids where event_id in (select event_id from near_events)
),
-- Fingerprints of the last year only, by the day of what is told or of when it was seen: older ones are most of all that
-- is stored.
within_a_year as materialized (
    select rowid as place
    from article_profiles
    where happened_at between $earliest::timestamptz - to_days($copy_days::integer)
    and $latest::timestamptz + to_days($copy_days::integer)
    or seen_at between (select min(seen_at) from asked) - to_days($copy_days::integer)
    and (select max(seen_at) from asked) + to_days($copy_days::integer)
),
-- By place, not by id, which would be carried along with each of five million fingerprints.
sharing as materialized (
    select place, count(*) as count_shared
    from (
        select rowid as place, unnest(bands) as band
        from article_profiles
        where rowid in (select place from within_a_year)
    )
    where band in (select unnest(from_json_strict($bands, '["ubigint"]')))
    group by place
),
alike as (
    select p.article_id
    from (
        select rowid as place, article_id from article_profiles where rowid in (select place from sharing)
    ) as p
    join sharing as s on s.place = p.place
    order by s.count_shared desc, p.article_id
    limit $copies::integer
),
told as (
    select article_id from alike
    union
    select c.article_id
    from story_copies as c
    where c.story_id in (select s.story_id from story_copies as s semi join alike on alike.article_id = s.article_id)
),
chosen as materialized (
    select article_id from likest
    union
    select article_id from sampled
    union
    select article_id from told
    union
    select article_id from asked
),
-- Each table is asked for the chosen rows alone: joined first, whole columns of all that is stored would be read.
places as materialized (
    select rowid as place from article_profiles where article_id in (select article_id from chosen)
),
profiles as materialized (
    select * from article_profiles where rowid in (select place from places)
),
text_places as materialized (
    select rowid as place
    from article_versions
    where version_id in (select p.version_id from profiles as p semi join told on told.article_id = p.article_id)
),
texts as materialized (
    select version_id, text from article_versions where rowid in (select place from text_places)
),
published as materialized (
    select a.article_id, a.title, a.published_at, a.first_seen_at, o.domain
    from (
        select article_id, title, published_at, first_seen_at, outlet_id
        from articles
        where article_id in (select article_id from chosen)
    ) as a
    left join outlets as o on o.outlet_id = a.outlet_id
),
placed as materialized (
    select article_id, event_id from event_articles where article_id in (select article_id from chosen)
)
select
    p.article_id, a.title, p.lead, list_transform(p.terms, lambda t: t.lemma), list_transform(p.terms, lambda t: t.count),
    list_transform(p.names, lambda t: t.lemma), list_transform(p.names, lambda t: t.count), p.signature, p.bands,
    p.keys, v.text, p.count_words, a.published_at, a.first_seen_at, a.domain, e.event_id, c.story_id, p.agency
from profiles as p
join published as a on a.article_id = p.article_id
left join texts as v on v.version_id = p.version_id
left join placed as e on e.article_id = p.article_id
left join story_copies as c on c.article_id = p.article_id
order by p.happened_at, p.article_id

-- As many keys and fingerprints as real articles have, and as many articles a day whatever the size of the warehouse:
-- $rate of them, up to the last day of the year. An article has half of its keys from its event.
create or replace temp table steady as
select
    p.article_id, e.event_id,
    timestamptz '2025-12-31 00:00:00+00'
    - to_seconds(86400.0 / $rate::integer * (row_number() over (order by p.happened_at desc, p.article_id))) as told_at
from article_profiles as p
join event_articles as e on e.article_id = p.article_id;

create or replace temp table realistic as
select
    p.* replace (
        list_transform(
            range(64),
            lambda k: hash(floor($keys::integer * pow(
                (if(k < 32, hash(p.article_id, k), hash(s.event_id, k)) % 1000003)::double / 1000003, 2
            )))
        ) as keys,
        list_transform(range(52), lambda k: hash(p.article_id, k)) as bands,
        list_transform(
            range(200), lambda k: {'lemma': 'word' || hash(p.article_id, 'term', k) % 20000, 'count': 1}
        ) as terms,
        s.told_at as happened_at,
        s.told_at + to_minutes(5) as seen_at
    )
from article_profiles as p
join steady as s on s.article_id = p.article_id;

-- Written anew rather than updated, which takes minutes for columns as wide.
truncate article_profiles;

insert into article_profiles by name
select * from realistic order by happened_at;

update articles
set published_at = s.told_at, first_seen_at = s.told_at + to_minutes(5)
from steady as s
where s.article_id = articles.article_id;

drop table realistic;
drop table steady;

-- Events that a batch touched are called by their most central headline: the one whose words most others have, too.
create or replace temp table titled as
with touched as (
    select r.event_id
    from (select unnest(from_json_strict($rows, '[{"event_id": "varchar"}]')) as r)
    union
    select m.from_event_id from (select unnest(from_json_strict($moves, '[{"from_event_id": "varchar"}]')) as m)
    union
    select m.to_event_id from (select unnest(from_json_strict($moves, '[{"to_event_id": "varchar"}]')) as m)
    union
    select d.to_event_id from (select unnest(from_json_strict($redirects, '[{"to_event_id": "varchar"}]')) as d)
),
members as materialized (
    select event_id, article_id from event_articles where event_id in (select event_id from touched)
),
-- The articles are asked for by their ids alone: joined first, the titles of all that are stored would be read.
headlines as (
    select
        e.event_id, e.article_id, a.title, coalesce(a.published_at, a.first_seen_at) as told_at,
        list_distinct(string_split(folded(a.title), ' ')) as words
    from members as e
    join (
        select article_id, title, title_from, published_at, first_seen_at
        from articles
        where article_id in (select article_id from members)
    ) as a on a.article_id = e.article_id
    where a.title is not null
    -- A first sentence stands in for a headline only where no article has one.
    qualify a.title_from <> 'first sentence'
    or bool_and(a.title_from = 'first sentence') over (partition by e.event_id)
),
spread as (
    select event_id, word, count(*) - 1 as count_others
    from (select event_id, unnest(words) as word from headlines)
    group by event_id, word
),
central as (
    select h.event_id, h.article_id, sum(s.count_others) / (len(any_value(h.words)) + 3) as centrality
    from (select *, unnest(words) as word from headlines) as h
    join spread as s on s.event_id = h.event_id and s.word = h.word
    group by h.event_id, h.article_id
)
select h.event_id, h.title
from headlines as h
left join central as c on c.event_id = h.event_id and c.article_id = h.article_id
qualify row_number() over (
    partition by h.event_id order by coalesce(c.centrality, 0) desc, h.told_at, h.article_id
) = 1;

update event_ids
set title = t.title
from titled as t
where t.event_id = event_ids.event_id and event_ids.title is distinct from t.title;

drop table titled;

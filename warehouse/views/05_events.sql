-- One row per event that has articles: title (the most central headline), times, how widely it is covered.
create or replace view event_coverage as
select
    e.event_id,
    coalesce(
        any_value(i.title), arg_min(a.title, coalesce(a.published_at, a.first_seen_at)) filter (a.title is not null)
    ) as title,
    min(a.first_seen_at) as first_seen_at,
    max(a.first_seen_at) as last_seen_at,
    min(a.published_at) as first_published_at,
    max(a.published_at) as last_published_at,
    count(*) as count_articles,
    count(distinct a.outlet_id) as count_outlets,
    count(distinct coalesce(c.story_id, e.article_id)) as count_sources
from event_articles as e
join articles as a on a.article_id = e.article_id
left join event_ids as i on i.event_id = e.event_id
left join story_copies as c on c.article_id = e.article_id
group by e.event_id;
comment on view event_coverage is 'One row per event that has articles: title (the most central headline), times, how widely it is covered. `events` has its main entities beside it.';
comment on column event_coverage.count_sources is 'independent ones: all copies of one story count once';

-- One row per event that has articles; merged ones are in event_redirects.
create or replace view events as
with named as (
    select e.event_id, m.entity_id, count(distinct m.article_id) as count_articles, count(*) as count_mentions
    from event_articles as e
    join current_mentions as m on m.article_id = e.article_id
    where m.entity_id is not null and m.type in ('PERSON', 'ORG', 'GPE', 'NORP', 'LOC', 'FAC', 'EVENT')
    group by e.event_id, m.entity_id
),
main as (
    select n.event_id, list(t.name order by n.count_articles desc, n.count_mentions desc, t.name)[:5] as main_entities
    from named as n
    join entities as t on t.entity_id = n.entity_id
    group by n.event_id
)
select c.*, coalesce(m.main_entities, []) as main_entities
from event_coverage as c
left join main as m on m.event_id = c.event_id;
comment on view events is 'One row per event that has articles: what it is called, when it was first and last seen, how widely it is covered, who it is about. Merged ones are in event_redirects.';
comment on column events.title is 'the most central headline: the one whose words most others have, too';
comment on column events.count_sources is 'independent ones: all copies of one story count once';
comment on column events.main_entities is 'up to five, those of most articles first';

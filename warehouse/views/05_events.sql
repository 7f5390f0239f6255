-- What is told of all events is counted when the readers' copy is made (loads/counted.sql), and counted anew where it is
-- asked for in a warehouse that changed since. Either way it is what event_articles and current_mentions hold now.

-- One row per event that has articles: title and times and how widely it is covered, counted from its articles.
create or replace view coverage_counted as
with listed as materialized (
    select article_id, event_id from event_articles where not is_counted()
)
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
    count(distinct coalesce(c.story_id, e.article_id)) as count_sources,
    min(coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end)) as first_reported_at,
    max(coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end)) as last_reported_at
from listed as e
join articles as a on a.article_id = e.article_id
left join event_ids as i on i.event_id = e.event_id
left join story_copies as c on c.article_id = e.article_id
group by e.event_id;
comment on view coverage_counted is 'One row per event that has articles, counted from them; none where the stored counts are of now. Ask event_coverage.';

-- One row per event that has articles: title (the most central headline), times, how widely it is covered.
create or replace view event_coverage as
select * exclude (main_entities) from counted_events where is_counted()
union all by name
from coverage_counted;
comment on view event_coverage is 'One row per event that has articles: title (the most central headline), times, how widely it is covered. `events` has its main entities beside it.';
comment on column event_coverage.first_seen_at is 'when an article of it was first read, however old it was by then';
comment on column event_coverage.count_sources is 'independent ones: all copies of one story count once';
comment on column event_coverage.first_reported_at is 'when it was first published, else seen; null where all are imports without a date';
comment on column event_coverage.last_reported_at is 'when it was last published, else seen; null where all are imports without a date';

-- One row per event that has articles, counted from its articles and whom they name.
-- Who it is about: those of most of its articles, named often in them, and in few other events. A nationality or a party
-- (NORP) tells least, and is taken only where there is nothing else.
create or replace view events_counted as
with called as (
    select article_id, entity_id, count(*) as count_mentions
    from mentions
    where not is_counted() and is_current and entity_id is not null
    and type in ('PERSON', 'ORG', 'GPE', 'NORP', 'LOC', 'FAC', 'EVENT')
    group by article_id, entity_id
),
named as (
    select e.event_id, c.entity_id, count(*) as count_articles, sum(c.count_mentions) as count_mentions
    from called as c
    join event_articles as e on e.article_id = c.article_id
    group by e.event_id, c.entity_id
),
spread as (
    select entity_id, ln(1 + (select count(distinct event_id) from event_articles where not is_counted()) / count(*)) as rarity
    from named
    group by entity_id
),
weighed as (
    select
        n.event_id, t.name, t.type = 'NORP' as is_group,
        n.count_articles * (1 + ln(n.count_mentions / n.count_articles)) * s.rarity as weight
    from named as n
    join spread as s on s.entity_id = n.entity_id
    join entities as t on t.entity_id = n.entity_id
),
heaviest as (
    select event_id, is_group, arg_min(name, (-weight, name), 5) as names
    from weighed
    group by event_id, is_group
),
main as (
    select event_id, arg_min(names, is_group) as names
    from heaviest
    group by event_id
)
select c.*, coalesce(m.names, []) as main_entities
from coverage_counted as c
left join main as m on m.event_id = c.event_id;
comment on view events_counted is 'One row per event that has articles, counted from them and from whom they name; none where the stored counts are of now. Ask events.';

-- One row per event that has articles; merged ones are in event_redirects.
create or replace view events as
select * from counted_events where is_counted()
union all by name
from events_counted;
comment on view events is 'One row per event that has articles: what it is called, when it was reported and seen, how widely it is covered, who it is about. Merged ones are in event_redirects.';
comment on column events.title is 'the most central headline: the one whose words most others have, too';
comment on column events.count_sources is 'independent ones: all copies of one story count once';
comment on column events.first_seen_at is 'when an article of it was first read, however old it was by then';
comment on column events.first_reported_at is 'when it was first published, else seen; null where all are imports without a date';
comment on column events.last_reported_at is 'when it was last published, else seen; null where all are imports without a date';
comment on column events.main_entities is 'up to five, first those that many of its articles and few other events name; nationalities and parties only where there is nothing else';

-- One row per event of the list that names anybody: who it is about, as `events` has it, without asking for all events.
create or replace macro main_entities_of(event_ids) as table
with asked as materialized (
    select distinct event_id
    from (select unnest(event_ids) as event_id)
    where not is_counted()
),
called as (
    select e.event_id, m.article_id, m.entity_id, count(*) as count_mentions
    from asked as a
    join event_articles as e on e.event_id = a.event_id
    join mentions as m on m.article_id = e.article_id
    where m.is_current and m.entity_id is not null
    and m.type in ('PERSON', 'ORG', 'GPE', 'NORP', 'LOC', 'FAC', 'EVENT')
    group by e.event_id, m.article_id, m.entity_id
),
named as materialized (
    select event_id, entity_id, count(*) as count_articles, sum(count_mentions) as count_mentions
    from called
    group by event_id, entity_id
),
elsewhere as (
    select m.entity_id, e.event_id
    from mentions as m
    join event_articles as e on e.article_id = m.article_id
    where m.is_current and m.type in ('PERSON', 'ORG', 'GPE', 'NORP', 'LOC', 'FAC', 'EVENT')
    and m.entity_id in (select entity_id from named)
    group by m.entity_id, e.event_id
),
spread as (
    select entity_id, ln(1 + (select count(distinct event_id) from event_articles where not is_counted()) / count(*)) as rarity
    from elsewhere
    group by entity_id
),
weighed as (
    select
        n.event_id, t.name, t.type = 'NORP' as is_group,
        n.count_articles * (1 + ln(n.count_mentions / n.count_articles)) * s.rarity as weight
    from named as n
    join spread as s on s.entity_id = n.entity_id
    join entities as t on t.entity_id = n.entity_id
),
heaviest as (
    select event_id, is_group, arg_min(name, (-weight, name), 5) as names
    from weighed
    group by event_id, is_group
)
select event_id, arg_min(names, is_group) as main_entities
from heaviest
group by event_id
union all
select event_id, main_entities
from counted_events
where is_counted() and event_id in (select unnest(event_ids)) and len(main_entities) > 0;
comment on macro table main_entities_of is 'One row per event of the list that names anybody: who it is about, as `events` has it, without asking for all events. Example: from main_entities_of([''e_0123456789abcdef''])';

-- What counting needs of each report and each quote, in numbers: a number is a row's place (rowid) in its table. They are
-- kept in the readers' copy, whose report_numbers and voice_numbers read them (loads/readers_views.sql); a warehouse, in
-- which places change, numbers them anew whenever it is asked.

-- One row per article.
create or replace view reports_numbered as
with stories as (
    select
        c.article_id, c.story_id, c.original_id, c.agency,
        min(a.rowid) over (partition by c.story_id) as story_number
    from story_copies as c
    join articles as a on a.article_id = c.article_id
)
select
    a.rowid as place,
    coalesce(a.published_at, case when a.origin = 'import' then null else a.first_seen_at end) as reported_at,
    a.published_precision, f.rowid as feed_number, o.rowid as outlet_number, i.rowid as event_number,
    coalesce(s.story_number, a.rowid) as source_number, b.rowid as original_number,
    coalesce(s.original_id <> a.article_id, false) as is_copy, coalesce(s.agency, p.agency) as agency, x.extraction_number
from articles as a
left join feeds as f on f.feed_id = a.feed_id
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as e on e.article_id = a.article_id
left join event_ids as i on i.event_id = e.event_id
left join stories as s on s.article_id = a.article_id
left join articles as b on b.article_id = s.original_id
left join (
    select article_id, agency from article_profiles where agency is not null
) as p on p.article_id = a.article_id
left join (
    select article_id, extraction_number from extractions where is_current
) as x on x.article_id = a.article_id;
comment on view reports_numbered is 'One row per article: what counting reports needs, numbered anew. Ask report_numbers.';

-- One row per current quote and known speaker.
create or replace view voices_numbered as
select
    q.rowid as place, q.reported_at, q.published_precision, n.rowid as entity_number, s.rowid as statement_number,
    r.outlet_number, r.event_number, r.source_number, r.place as article_number,
    q.rowid not in (
        -- Two speakers of one quote who turned out to be one.
        select b.rowid
        from credited_quotes as b
        join credited_quotes as a on a.quote_id = b.quote_id and a.entity_id = b.entity_id and a.position < b.position
        where b.position > 0
    ) as is_first
from credited_quotes as q
join entities as n on n.entity_id = q.entity_id
left join statements as s on s.statement_id = q.statement_id
join reports_numbered as r on r.extraction_number = q.extraction_number
where q.speaker_type is not null;
comment on view voices_numbered is 'One row per current quote and known speaker: what counting quotes needs, numbered anew. Ask voice_numbers.';

-- One row per article.
create or replace view report_numbers as from reports_numbered;
comment on view report_numbers is 'One row per article: what counting reports needs. A number is a row''s place (rowid) in its table; source_number is the same for all copies of a story. Example: from report_numbers limit 20';

-- One row per current quote and known speaker.
create or replace view voice_numbers as from voices_numbered;
comment on view voice_numbers is 'One row per current quote and known speaker: what counting quotes needs. A number is a row''s place (rowid) in its table; count(*) filter (is_first) is count(distinct quote_id) by speaker, sooner. Example: from voice_numbers limit 20';

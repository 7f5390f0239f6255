-- One row per quote of an article's current text on which its latest extraction and the one before it disagree.
-- Spans that overlap are the same quote, cut otherwise.
create or replace view extraction_changes as
-- What was read again has an extraction that is no longer current.
with again as materialized (
    select distinct version_id from extractions where not is_current
),
ranked as (
    select
        e.version_id, a.article_id, e.extractor_version, e.model, e.extracted_at,
        row_number() over (
            partition by e.version_id order by e.extracted_at desc, e.extractor_version desc, e.model
        ) as place
    from (from extractions where version_id in (select version_id from again)) as e
    join (
        select article_id, current_version_id
        from articles
        where current_version_id in (select version_id from again)
    ) as a on a.current_version_id = e.version_id
),
found as (
    select
        r.place, r.article_id, r.version_id, q.quote_id, q.kind, q.char_start, q.char_end, q.text,
        coalesce(
            list(coalesce(e.name, s.name) order by s.position) filter (s.name is not null), []
        ) as speakers
    from ranked as r
    join quotes as q
        on q.version_id = r.version_id and q.extractor_version = r.extractor_version and q.model = r.model
    left join quote_speakers as s
        on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
    left join entities as e on e.entity_id = s.entity_id
    where r.place <= 2
    group by all
),
now as (select * from found where place = 1),
before as (select * from found where place = 2),
shared as (
    select
        n.quote_id, b.quote_id as quote_id_before,
        least(n.char_end, b.char_end) - greatest(n.char_start, b.char_start) as count_shared
    from now as n
    join before as b
        on b.version_id = n.version_id and b.char_start < n.char_end and b.char_end > n.char_start
),
-- Of several that overlap, those that share most, each once: a pair that both find best.
matched as (
    select quote_id, quote_id_before
    from shared
    qualify row_number() over (
        partition by quote_id order by quote_id = quote_id_before desc, count_shared desc, quote_id_before
    ) = 1
    and row_number() over (
        partition by quote_id_before order by quote_id = quote_id_before desc, count_shared desc, quote_id
    ) = 1
),
compared as (
    select n.*, m.quote_id_before from now as n left join matched as m on m.quote_id = n.quote_id
),
both_sides as (
    select
        coalesce(n.article_id, b.article_id) as article_id,
        coalesce(n.version_id, b.version_id) as version_id,
        coalesce(n.quote_id, b.quote_id) as quote_id,
        case
            when b.quote_id is null then 'quote added'
            when n.quote_id is null then 'quote removed'
            when n.speakers <> b.speakers then 'speaker changed'
            when n.char_start <> b.char_start or n.char_end <> b.char_end then 'span changed'
            when n.kind <> b.kind then 'kind changed'
        end as change,
        b.text as before,
        n.text as after,
        b.speakers as speakers_before,
        n.speakers as speakers_after,
        b.kind as kind_before,
        n.kind as kind_after
    from compared as n
    full join before as b on b.quote_id = n.quote_id_before
)
select
    c.article_id, c.version_id, c.quote_id, c.change, c.before, c.after, c.speakers_before, c.speakers_after,
    c.kind_before, c.kind_after,
    o.extractor_version || ', ' || o.model as extractor_before,
    l.extractor_version || ', ' || l.model as extractor_after,
    l.extracted_at
from both_sides as c
join ranked as l on l.version_id = c.version_id and l.place = 1
join ranked as o on o.version_id = c.version_id and o.place = 2
where c.change is not null;
comment on view extraction_changes is 'One row per quote of an article''s current text on which its latest extraction and the one before it disagree. Example: select change, count(*) from extraction_changes group by change';
comment on column extraction_changes.change is 'quote added, quote removed, speaker changed, span changed, kind changed; the first that applies';
comment on column extraction_changes.extractor_after is 'version and language model of what read the text last; extractor_before: of what had read it before';

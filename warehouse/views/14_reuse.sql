-- Whose text it is. An article is an agency's where it credits one at its head or tail, or tells a story one of whose
-- copies does. What an outlet took over without saying so, and nobody else printed either, is not seen: shares are lower
-- bounds.

-- One row per outlet and agency whose text it printed in the window.
create or replace macro agency_reuse(days := 28, zone := 'UTC', until := null) as table
with printed as (
    select outlet_number, source_number, is_copy, agency
    from dated_within(days, zone, until)
    where outlet_number is not null
),
outlet_totals as (
    select outlet_number, count(*) as count_articles
    from printed
    group by outlet_number
),
counted as (
    select
        p.outlet_number, p.agency, count(*) as count_agency_articles, any_value(t.count_articles) as count_articles,
        count(distinct p.source_number) as count_stories, count(*) filter (p.is_copy) as count_copies
    from printed as p
    join outlet_totals as t on t.outlet_number = p.outlet_number
    where p.agency is not null
    group by p.outlet_number, p.agency
)
select
    o.outlet_id, o.name as outlet, c.agency, c.count_agency_articles, c.count_articles,
    c.count_agency_articles / c.count_articles as share_articles, c.count_stories, c.count_copies
from counted as c
join outlets as o on o.rowid = c.outlet_number
order by share_articles desc, count_agency_articles desc, outlet, o.outlet_id, c.agency;
comment on macro table agency_reuse is 'One row per outlet and agency whose text it printed in the window, the greatest share first: count_agency_articles of its count_articles; count_copies of them were told by another article first. A lower bound: text that is taken over without credit is seen only where somebody else printed it, too. Example: from agency_reuse(28, ''Europe/Paris'') limit 20';

-- One row per pair of outlets of which one printed in the window what the other told first.
create or replace macro copied_from(days := 28, zone := 'UTC', until := null) as table
with copied as materialized (
    select outlet_number, published_precision, reported_at, original_number, source_number, agency
    from dated_within(days, zone, until)
    where is_copy
),
originals as materialized (
    select
        a.rowid as place, o.rowid as outlet_number, a.published_precision,
        coalesce(a.published_at, a.first_seen_at) as told_at
    from articles as a
    left join outlets as o on o.outlet_id = a.outlet_id
    where a.rowid in (select original_number from copied)
),
pairs as (
    select
        r.outlet_number, b.outlet_number as from_number, count(*) as count_articles,
        count(distinct r.source_number) as count_stories, count(*) filter (r.agency is not null) as count_agency_articles,
        median(epoch(r.reported_at - b.told_at) / 3600)
            filter (r.published_precision <> 'day' and b.published_precision <> 'day') as median_hours
    from copied as r
    join originals as b on b.place = r.original_number
    group by r.outlet_number, b.outlet_number
)
select
    o.outlet_id as from_outlet_id, o.name as from_outlet, p.outlet_id, p.name as outlet, c.count_articles, c.count_stories,
    c.count_agency_articles, c.median_hours
from pairs as c
left join outlets as o on o.rowid = c.from_number
left join outlets as p on p.rowid = c.outlet_number
order by c.count_articles desc, from_outlet, outlet, from_outlet_id, p.outlet_id;
comment on macro table copied_from is 'One row per pair of outlets of which one (outlet) printed in the window what the other (from_outlet) had told first, those with the most articles first; count_agency_articles of them are an agency''s, which either may have had from it. median_hours: how much later, where both times are known. Example: from copied_from(28, ''Europe/Paris'') where outlet <> from_outlet limit 20';

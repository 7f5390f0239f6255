-- Whose text it is. An article is an agency's where it credits one at its head or tail, or tells a story one of whose
-- copies does. What an outlet took over without saying so, and nobody else printed either, is not seen: shares are lower
-- bounds.

-- One row per outlet and agency whose text it printed in the window.
create or replace macro agency_reuse(days := 28, zone := 'UTC', until := null) as table
with printed as (
    select
        a.outlet_id, coalesce(c.story_id, a.article_id) as source_id,
        coalesce(c.original_id <> a.article_id, false) as is_copy, coalesce(c.agency, p.agency) as agency
    from dated_within(days, zone, until) as d
    join articles as a on a.rowid = d.place
    left join story_copies as c on c.article_id = a.article_id
    left join (
        select article_id, agency from article_profiles where agency is not null
    ) as p on p.article_id = a.article_id
    where a.outlet_id is not null
),
outlet_totals as (
    select outlet_id, count(*) as count_articles
    from printed
    group by outlet_id
)
select
    p.outlet_id, any_value(o.name) as outlet, p.agency, count(*) as count_agency_articles,
    any_value(t.count_articles) as count_articles, count(*) / any_value(t.count_articles) as share_articles,
    count(distinct p.source_id) as count_stories, count(*) filter (p.is_copy) as count_copies
from printed as p
join outlet_totals as t on t.outlet_id = p.outlet_id
left join outlets as o on o.outlet_id = p.outlet_id
where p.agency is not null
group by p.outlet_id, p.agency
order by share_articles desc, count_agency_articles desc, outlet, p.outlet_id, p.agency;
comment on macro table agency_reuse is 'One row per outlet and agency whose text it printed in the window, the greatest share first: count_agency_articles of its count_articles; count_copies of them were told by another article first. A lower bound: text that is taken over without credit is seen only where somebody else printed it, too. Example: from agency_reuse(28, ''Europe/Paris'') limit 20';

-- One row per pair of outlets of which one printed in the window what the other told first.
create or replace macro copied_from(days := 28, zone := 'UTC', until := null) as table
with copied as (
    select
        a.article_id, a.outlet_id, a.published_precision, d.reported_at, c.original_id, c.story_id, c.agency
    from dated_within(days, zone, until) as d
    join articles as a on a.rowid = d.place
    join story_copies as c on c.article_id = a.article_id
    where c.original_id <> a.article_id
),
pairs as (
    select
        r.outlet_id, o.name as outlet, b.outlet_id as from_outlet_id, r.story_id, r.agency,
        epoch(r.reported_at - coalesce(b.published_at, b.first_seen_at)) / 3600 as hours,
        r.published_precision <> 'day' and b.published_precision <> 'day' as is_timed
    from copied as r
    join articles as b on b.article_id = r.original_id
    left join outlets as o on o.outlet_id = r.outlet_id
)
select
    p.from_outlet_id, o.name as from_outlet, p.outlet_id, any_value(p.outlet) as outlet, count(*) as count_articles,
    count(distinct p.story_id) as count_stories, count(*) filter (p.agency is not null) as count_agency_articles,
    median(p.hours) filter (p.is_timed) as median_hours
from pairs as p
left join outlets as o on o.outlet_id = p.from_outlet_id
group by p.from_outlet_id, o.name, p.outlet_id
order by count_articles desc, from_outlet, outlet, p.from_outlet_id, p.outlet_id;
comment on macro table copied_from is 'One row per pair of outlets of which one (outlet) printed in the window what the other (from_outlet) had told first, those with the most articles first; count_agency_articles of them are an agency''s, which either may have had from it. median_hours: how much later, where both times are known. Example: from copied_from(28, ''Europe/Paris'') where outlet <> from_outlet limit 20';

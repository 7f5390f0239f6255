-- An outlet has printed no more of an agency's text than it has printed, and what was copied from others is all that was.
select outlet_id, agency, count_agency_articles
from agency_reuse(366, 'Asia/Kolkata')
where count_agency_articles > count_articles or count_copies > count_agency_articles or share_articles not between 0 and 1
union all
select 'copied_from', null, c.count_articles - l.count_articles
from (select coalesce(sum(count_articles), 0) as count_articles from copied_from(366, 'Asia/Kolkata')) as c
cross join (select count(*) as count_articles from reports_within(366, 'Asia/Kolkata') where is_copy) as l
where c.count_articles <> l.count_articles

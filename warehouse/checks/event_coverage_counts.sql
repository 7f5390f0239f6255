-- The numbers of articles of all events agree with the list of their articles.
select sum(count_articles) as counted, (select count(*) from event_articles) as listed
from event_coverage
having coalesce(sum(count_articles), 0) <> (select count(*) from event_articles)

-- One row per thing of that kind, by the id that it was given once; for comparing two warehouses.
select article_id as id from articles where $thing = 'articles'
union all
select version_id from article_versions where $thing = 'article_versions'
union all
select change_id from article_changes where change_id is not null and $thing = 'article_changes'
union all
select distinct quote_id from quotes where $thing = 'quotes'
union all
select event_id from event_ids where $thing = 'events'
union all
select article_id || ' ' || event_id from event_articles where $thing = 'event_articles'
union all
select statement_id from statements where $thing = 'statements'
union all
select entity_id from entities where $thing = 'entities'
union all
select alert_id from alerts where $thing = 'alerts'
union all
select alert_id || ' ' || channel || ' ' || state from deliveries where $thing = 'deliveries'
order by id

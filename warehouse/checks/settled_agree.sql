-- Since when articles and events are as they are now, where that is stored, is what history tells.
select 'article' as thing, article_id as id
from (
    (from settled_articles except from articles_settled)
    union all
    (from articles_settled except from settled_articles)
)
where is_counted()
union all
select 'event', event_id
from (
    (from settled_events except from events_settled)
    union all
    (from events_settled except from settled_events)
)
where is_counted()

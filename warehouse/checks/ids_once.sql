-- An id is there once in the tables that have no key (see migration 2).
with ids as (
    select 'articles' as of_table, article_id as id from articles
    union all
    select 'article_versions', version_id from article_versions
    union all
    select 'article_profiles', article_id from article_profiles
    union all
    select 'story_copies', article_id from story_copies
    union all
    select 'event_ids', event_id from event_ids
    union all
    select 'event_articles', article_id from event_articles
    union all
    select 'entities', entity_id from entities
    union all
    select 'statements', statement_id from statements
    union all
    select 'alerts', alert_id from alerts
    union all
    select 'feed_entries', entry_id from feed_entries
)
select of_table, id, count(*) as count_rows
from ids
group by of_table, id
having count(*) > 1

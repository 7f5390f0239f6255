-- One row: how much there is of everything.
select
    (select count(*) from articles) as count_articles,
    (select count(*) from article_versions) as count_versions,
    (select count(distinct event_id) from event_articles) as count_events,
    (select count(*) from current_quotes) as count_quotes,
    (select count(*) from speaker_totals) as count_speakers,
    (select count(*) from statements where statement_id not in (select statement_id from statement_redirects))
        as count_statements,
    (select count(*) from entities) as count_entities,
    (select count(*) from outlets) as count_outlets,
    (select count(*) from feeds where is_active) as count_feeds,
    (select count(*) from alerts) as count_alerts,
    (select min(first_seen_at) from articles) as first_article_at,
    (select max(first_seen_at) from articles) as last_article_at

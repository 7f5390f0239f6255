update runs
set
    state = $state,
    ended_at = $now,
    count_articles_new = $articles_new::integer,
    count_articles_known = $articles_known::integer,
    count_articles_failed = $articles_failed::integer,
    count_quotes = $quotes::integer,
    count_alerts = $alerts::integer,
    error = $error::varchar
where run_id = $run_id

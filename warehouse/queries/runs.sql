-- One row per run of a flow, the newest first. $limit: rows.
select
    started_at, flow, state, ended_at, extract(epoch from ended_at - started_at) as seconds, count_articles_new,
    count_articles_known, count_articles_failed, count_quotes, count_alerts, error, run_id
from runs
order by started_at desc, run_id
limit $limit::bigint

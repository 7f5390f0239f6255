-- One row per alert that was made about a figure since then: what a back-test is compared with.
select a.alert_id, coalesce(r.to_statement_id, a.statement_id) as statement_id, a.rule_id, a.decided_at
from alerts as a
left join statement_redirects as r on r.statement_id = a.statement_id
where a.figure_key = $figure_key::varchar and a.kind = 'news' and a.decided_at >= $since::timestamptz
order by a.decided_at, a.alert_id

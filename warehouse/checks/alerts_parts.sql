-- Every alert has its rule, figure, statement and article.
select a.alert_id, r.rule_id, f.figure_key, s.statement_id, t.article_id
from alerts as a
left join alert_rules as r on r.rule_id = a.rule_id
left join figures as f on f.figure_key = a.figure_key
left join statements as s on s.statement_id = a.statement_id
left join articles as t on t.article_id = a.article_id
where r.rule_id is null or f.figure_key is null or s.statement_id is null or t.article_id is null

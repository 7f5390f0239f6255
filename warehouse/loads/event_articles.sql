-- The event of each article. What was decided stays; where it is decided anew, the move leaves a row.
create or replace temp table assigned as
select r.article_id, coalesce(d.to_event_id, r.event_id) as event_id, r.score, r.rule, r.evidence
from (
    select unnest(from_json_strict((select $rows), '[{
        "article_id": "varchar", "event_id": "varchar", "score": "double", "rule": "varchar", "evidence": "varchar"
    }]')) as r
)
left join event_redirects as d on d.event_id = r.event_id
qualify row_number() over (partition by r.article_id order by r.score desc, r.event_id) = 1;

create or replace temp table placed_before as
select article_id, event_id from event_articles where article_id in (select article_id from assigned);

insert into event_moves (article_id, from_event_id, to_event_id, score, reason, moved_at)
select a.article_id, e.event_id, a.event_id, a.score, a.evidence, $now::timestamptz
from assigned as a
join placed_before as e on e.article_id = a.article_id and e.event_id <> a.event_id;

update event_articles
set event_id = a.event_id, score = a.score, rule = a.rule, reason = a.evidence, assigned_at = $now::timestamptz
from assigned as a
join placed_before as e on e.article_id = a.article_id and e.event_id <> a.event_id
where a.article_id = event_articles.article_id;

insert into event_articles (
    article_id, event_id, score, rule, reason, assigned_at, first_event_id, first_assigned_at
)
select a.article_id, a.event_id, a.score, a.rule, a.evidence, $now::timestamptz, a.event_id, $now::timestamptz
from assigned as a
where a.article_id not in (select article_id from placed_before);

drop table assigned;
drop table placed_before;

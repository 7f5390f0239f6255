-- What the journal says was delivered or given up is on record; what was said to be delivered before it was sent, too.
create or replace temporary table known_deliveries as
with stated as (
    select unnest(from_json_strict($rows, '[{
        "alert_id": "varchar", "channel": "varchar", "state": "varchar", "settled_at": "timestamptz", "figure_key": "varchar",
        "quote_id": "varchar", "rule_id": "varchar"
    }]'), recursive := true)
),

-- A statement is known by any of its quotes, through the statements that were merged into it.
reports as (
    select q.quote_id, coalesce(r.to_statement_id, q.statement_id) as statement_id
    from quotes as q
    left join statement_redirects as r on r.statement_id = q.statement_id
),

-- Alerts on the same words. One of the same rule is the one that was sent, and says nothing of another rule's; where
-- there is none, as where the rule has another name now, or an older program did not note it, any of the figure's is.
of_words as (
    select a.alert_id, s.channel, s.state, s.settled_at
    from stated as s
    join reports as p on p.quote_id = s.quote_id
    join alerts as a on a.figure_key = s.figure_key and a.kind = 'news'
    left join statement_redirects as r on r.statement_id = a.statement_id
    where coalesce(r.to_statement_id, a.statement_id) = p.statement_id
    and s.alert_id not in (select o.alert_id from alerts as o)
    qualify a.rule_id is not distinct from s.rule_id
    or not bool_or(a.rule_id is not distinct from s.rule_id) over (partition by s.alert_id, s.channel)
),

found as (
    select a.alert_id, s.channel, s.state, s.settled_at
    from stated as s
    join alerts as a on a.alert_id = s.alert_id
    union all
    select * from of_words
)

select * from found
qualify row_number() over (partition by alert_id, channel order by state = 'delivered' desc, settled_at desc) = 1;

update deliveries
set
    state = k.state,
    count_attempts = greatest(deliveries.count_attempts, 1),
    last_attempt_at = k.settled_at,
    next_attempt_at = null,
    delivered_at = if(k.state = 'delivered', k.settled_at, null),
    is_maybe_sent = coalesce(deliveries.is_maybe_sent, false)
from known_deliveries as k
where k.alert_id = deliveries.alert_id
and k.channel = deliveries.channel
and deliveries.state in ('pending', 'failed');

insert into deliveries (alert_id, channel, state, count_attempts, last_attempt_at, delivered_at, is_maybe_sent)
select k.alert_id, k.channel, k.state, 1, k.settled_at, if(k.state = 'delivered', k.settled_at, null), false
from known_deliveries as k
where not exists (select 1 from deliveries as d where d.alert_id = k.alert_id and d.channel = k.channel);

drop table known_deliveries

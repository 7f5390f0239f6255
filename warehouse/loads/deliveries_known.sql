-- What the journal says was delivered, given up or failed is on record; what was said to be delivered before it was
-- sent, too. What a person had sent again since waits for that.
create or replace temporary table known_deliveries as
with stated as (
    select unnest(from_json_strict($rows, '[{
        "alert_id": "varchar", "channel": "varchar", "state": "varchar", "settled_at": "timestamptz", "figure_key": "varchar",
        "quote_id": "varchar", "rule_id": "varchar", "count_attempts": "integer", "is_maybe_sent": "boolean",
        "next_attempt_at": "timestamptz", "error": "varchar"
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
    select a.alert_id, s.* exclude (alert_id)
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
    select s.*
    from stated as s
    join alerts as a on a.alert_id = s.alert_id
    union all by name
    select * from of_words
)

select
    alert_id, channel, state, settled_at, count_attempts, next_attempt_at, error,
    bool_or(is_maybe_sent) over (partition by alert_id, channel) as is_maybe_sent
from found
qualify row_number() over (partition by alert_id, channel order by state = 'delivered' desc, settled_at desc) = 1;

update deliveries
set
    state = k.state,
    count_attempts = coalesce(k.count_attempts, greatest(deliveries.count_attempts, 1)),
    last_attempt_at = k.settled_at,
    next_attempt_at = if(k.state = 'failed', coalesce(k.next_attempt_at, k.settled_at), null),
    delivered_at = if(k.state = 'delivered', k.settled_at, null),
    error = k.error,
    is_maybe_sent = coalesce(deliveries.is_maybe_sent, false) or k.is_maybe_sent
from known_deliveries as k
where k.alert_id = deliveries.alert_id
and k.channel = deliveries.channel
and deliveries.state in ('pending', 'failed')
and (k.state = 'delivered' or deliveries.retried_at is null or k.settled_at > deliveries.retried_at);

insert into deliveries (alert_id, channel, state, count_attempts, last_attempt_at, delivered_at, error, is_maybe_sent)
select
    k.alert_id, k.channel, k.state, coalesce(k.count_attempts, 1), k.settled_at,
    if(k.state = 'delivered', k.settled_at, null), k.error, k.is_maybe_sent
from known_deliveries as k
where k.state <> 'failed'
and not exists (select 1 from deliveries as d where d.alert_id = k.alert_id and d.channel = k.channel);

drop table known_deliveries

-- One row per delivery that no channel gets any more, in the order of the fields of extractors.records.Stranded: of an
-- alert that was withdrawn, where it was not looked up yet whether it had gone out; and of what has waited since
-- $before or longer for a channel that is none of those.
with there as (
    select unnest(from_json_strict($channels, '["varchar"]')) as channel
)
select d.alert_id, d.channel, d.count_attempts, d.state = 'withdrawn' as is_withdrawn
from deliveries as d
join alerts as a on a.alert_id = d.alert_id
where d.state = 'withdrawn' and d.next_attempt_at is not null
or d.state in ('pending', 'failed')
and d.channel not in (select channel from there)
and coalesce(d.retried_at, a.due_at) <= $before::timestamptz
union all
select d.notice_id, d.channel, d.count_attempts, false as is_withdrawn
from notice_deliveries as d
join notices as n on n.notice_id = d.notice_id
where d.state in ('pending', 'failed')
and d.channel not in (select channel from there)
and n.made_at <= $before::timestamptz
order by 2, 1

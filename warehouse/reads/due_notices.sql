-- One row per notice and channel that is due, in the order of the fields of extractors.records.DueNotice.
select d.notice_id, d.channel, d.count_attempts, n.title, n.body, n.made_at
from notice_deliveries as d
join notices as n on n.notice_id = d.notice_id
left join channel_states as c on c.channel = d.channel
where d.state in ('pending', 'failed')
and (c.retry_at is null or c.retry_at <= $now::timestamptz)
and (d.next_attempt_at is null or d.next_attempt_at <= $now::timestamptz or c.retry_at is not null)
and d.channel in (select unnest(from_json_strict($channels, '["varchar"]')))
order by n.made_at, d.notice_id, d.channel

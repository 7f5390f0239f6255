-- One row: how much there is to do for the flow `alert`: deliveries and notices that are due on those channels, and
-- alerts that Prefect has not been told.
with waiting as (
    select d.channel, d.next_attempt_at
    from deliveries as d
    join alerts as a on a.alert_id = d.alert_id
    where d.state in ('pending', 'failed')
    and a.due_at <= $now::timestamptz
    union all
    select channel, next_attempt_at
    from notice_deliveries
    where state in ('pending', 'failed')
)
select
    (
        select count(*)
        from waiting as w
        left join channel_states as c on c.channel = w.channel
        where (c.retry_at is null or c.retry_at <= $now::timestamptz)
        and (w.next_attempt_at is null or w.next_attempt_at <= $now::timestamptz or c.retry_at is not null)
        and w.channel in (select unnest(from_json_strict($channels, '["varchar"]')))
    )
    + (select count(*) from alerts where alert_id not in (select alert_id from alert_events))

-- How channels are after a run.
delete from channel_states
where channel in (select unnest(from_json_strict($rows, '[{"channel": "varchar"}]')).channel);

insert into channel_states (channel, count_failures, failing_since, retry_at, error, delivered_at, told_at)
select r.channel, r.count_failures, r.failing_since, r.retry_at, r.error, r.delivered_at, r.told_at
from (
    select unnest(from_json_strict($rows, '[{
        "channel": "varchar", "count_failures": "integer", "failing_since": "timestamptz", "retry_at": "timestamptz",
        "error": "varchar", "delivered_at": "timestamptz", "told_at": "timestamptz"
    }]')) as r
);

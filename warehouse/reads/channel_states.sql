-- One row per channel that something was sent to, in the order of the fields of extractors.records.ChannelState.
select channel, count_failures, failing_since, retry_at, error, delivered_at, told_at
from channel_states
order by channel

-- How channels are, what On Record has to say about itself, and what was told to Prefect and to a dead man's switch.
-- One row per channel that something was sent to.
create table channel_states (
    channel varchar not null,
    count_failures integer not null,
    failing_since timestamptz,
    retry_at timestamptz,
    error varchar,
    delivered_at timestamptz,
    told_at timestamptz
);
comment on table channel_states is 'One row per channel that something was sent to.';
comment on column channel_states.count_failures is 'in a row; 0 for a channel that is well';
comment on column channel_states.retry_at is 'paused until then; null for a channel that is well';
comment on column channel_states.delivered_at is 'when it took its last message, as far as it was not failing since';
comment on column channel_states.told_at is 'when the user was told through the other channels that it fails';

alter table deliveries add column retried_at timestamptz;
comment on column deliveries.retried_at is 'when a person had it sent again; null where nobody did';

-- One row per notice: a word about On Record itself.
create table notices (
    notice_id varchar not null,
    kind varchar not null,
    about varchar,
    title varchar not null,
    body varchar not null,
    made_at timestamptz not null
);
comment on table notices is 'One row per notice: a word about On Record itself, such as that no cycle succeeds.';
comment on column notices.kind is 'silence, news again, channel failing, given up';
comment on column notices.about is 'the channel that it is about; null where it is about none';

-- One row per notice and channel.
create table notice_deliveries (
    notice_id varchar not null,
    channel varchar not null,
    state varchar not null,
    count_attempts integer not null,
    last_attempt_at timestamptz,
    next_attempt_at timestamptz,
    delivered_at timestamptz,
    error varchar
);
comment on table notice_deliveries is 'One row per notice and channel.';
comment on column notice_deliveries.state is 'pending, failed, delivered, given up';

-- One row per alert that was told to Prefect as an event.
create table alert_events (
    alert_id varchar not null,
    told_at timestamptz not null
);
comment on table alert_events is 'One row per alert that was told to Prefect as an event.';
-- What was decided by an earlier version is no news to anybody.
insert into alert_events (alert_id, told_at)
select alert_id, decided_at
from alerts;

-- One row, once there was a heartbeat: the last one.
create table heartbeats (
    good_at timestamptz not null,
    beat_at timestamptz not null,
    error varchar
);
comment on table heartbeats is 'One row, once there was a heartbeat: the last one.';
comment on column heartbeats.good_at is 'when all went well for the last time before it';
comment on column heartbeats.error is 'null where the address of the setting heartbeat_url answered well';

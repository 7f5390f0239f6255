-- Thousands of feeds, each by its own rhythm: what a feed says of when to ask for it, where it moved to, which other one
-- it is the same as, how fast its server is; and robots.txt, which is asked for once a day and not in every run.
alter table feeds add column moved_to varchar;
alter table feeds add column fresh_until timestamptz;
alter table feeds add column ttl_minutes integer;
alter table feeds add column skip_hours integer[];
alter table feeds add column skip_days integer[];
alter table feeds add column publishes_every_minutes double;
alter table feeds add column same_as varchar;
alter table feeds add column told varchar;
alter table feeds add column moving_to varchar;
alter table feeds add column wait_until timestamptz;
alter table feeds add column last_new_at timestamptz;
alter table feeds add column self_url varchar;
alter table feeds add column entries_sha256 varchar;
alter table feeds add column usual_seconds double;
alter table feeds add column recent_seconds double;
alter table feeds add column is_slow boolean;
comment on column feeds.state is 'as of its last poll: new, fine, unreachable, blocked, broken, gone; feed_health says more';
comment on column feeds.moved_to is 'polled there since it moved for good (301, 308); without credentials';
comment on column feeds.fresh_until is 'until when its last answer is good, as its cache headers said';
comment on column feeds.ttl_minutes is 'the pause that the feed itself asks for';
comment on column feeds.skip_hours is 'hours of GMT in which it asks not to be polled';
comment on column feeds.skip_days is 'days of GMT on which it asks not to be polled, 0 for Monday';
comment on column feeds.publishes_every_minutes is 'the usual gap between two of its entries; null while nobody can tell';
comment on column feeds.same_as is 'the feed that is polled instead, being the same under another address';
comment on column feeds.told is 'trouble, where the user was told last that it is in trouble';
comment on column feeds.moving_to is 'where its last answer said that it moved for good; believed when said twice';
comment on column feeds.wait_until is 'until when its server asked to be left alone';
comment on column feeds.last_new_at is 'when it last had something new, as far as is known';
comment on column feeds.self_url is 'the address that it names as its own';
comment on column feeds.entries_sha256 is 'of the addresses of its entries; null where it had none';
comment on column feeds.usual_seconds is 'what an answer takes, over a long time';
comment on column feeds.recent_seconds is 'what an answer takes, over the last few';
comment on column feeds.is_slow is 'whether the last few answers took long against its own past, or nearly too long';

-- One row per site whose robots.txt was fetched in the last days.
create table robots (
    site varchar not null,
    fetched_at timestamptz not null,
    status integer,
    body varchar,
    problem_kind varchar,
    problem_cause varchar,
    problem_remedy varchar
);
comment on table robots is 'One row per site whose robots.txt was fetched in the last days: what it said, for all requests of a day.';
comment on column robots.site is 'scheme, host and port';
comment on column robots.body is 'null where there is none, or it could not be had';
comment on column robots.problem_kind is 'null where it was had, or there is none; the site is not asked for anything else meanwhile';
comment on column notices.kind is 'silence, news again, channel failing, given up, feeds in trouble, feeds well again';

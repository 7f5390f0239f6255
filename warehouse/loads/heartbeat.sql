-- The last heartbeat.
delete from heartbeats;

insert into heartbeats (good_at, beat_at, error) values ($good_at::timestamptz, $now::timestamptz, $error);

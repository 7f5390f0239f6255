-- One row: whether a run on record began later than it is now.
select exists (select 1 from runs where started_at > $now::timestamptz + interval 1 minute) as is_set_back

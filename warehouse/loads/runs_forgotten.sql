delete from fetches where started_at < $before;
delete from runs where started_at < $before;

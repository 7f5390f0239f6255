-- One row, once there was a heartbeat: what was wrong with the last heartbeat; null where nothing was.
select error from heartbeats

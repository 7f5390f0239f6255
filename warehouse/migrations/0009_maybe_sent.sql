-- Of an attempt that came to no end in time nobody knows whether it arrived. Where the alert is withdrawn before the next
-- one, its withdrawal has to follow it all the same.
alter table deliveries add column is_maybe_sent boolean;
comment on column deliveries.is_maybe_sent is 'an attempt that counts as failed came to no end in time: the message may have arrived all the same; null: no attempt yet, or of a time when nobody noted it';

update deliveries
set is_maybe_sent = true
where state = 'failed' and (contains(error, 'did not answer in time') or contains(error, 'may have arrived'));

-- An alert that is withdrawn before it was sent is not sent; its withdrawal goes where it was sent, or may have arrived
-- although the attempt counts as failed, and once. The time of the next attempt stays until the journal was asked whether
-- it had gone out (warehouse/loads/deliveries_unsent.sql).
update deliveries
set state = 'withdrawn'
where state in ('pending', 'failed')
and alert_id in (select corrects_alert_id from alerts where corrects_alert_id is not null);

insert into deliveries (alert_id, channel, state, count_attempts, next_attempt_at)
select w.alert_id, d.channel, 'pending', 0, w.due_at
from alerts as w
join deliveries as d on d.alert_id = w.corrects_alert_id and (d.state = 'delivered' or d.is_maybe_sent)
where not exists (select 1 from deliveries as o where o.alert_id = w.alert_id and o.channel = d.channel);

-- Alerts that wait for their hour: one of a digest is sent with the others that are due in it.
alter table alerts add column digest varchar;
comment on column alerts.digest is 'null: a message of its own; else the digest that it is a part of, as in daily at 08:00 Europe/Paris: what is due on one channel in one digest is one message';

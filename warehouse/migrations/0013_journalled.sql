-- What decided the warehouse is on record in the journal, a line for each transaction, so that the same warehouse can be
-- made again. Each line names the one before it, and the warehouse the last one that it holds: a line whose transaction
-- a kill cut off is named by nobody. What was in the warehouse before that is in no line: its mark is found in no journal.
alter table warehouse_state add column journalled varchar;
update warehouse_state
set journalled = 'before_' || uuid()
where exists (select 1 from articles) or exists (select 1 from feeds) or exists (select 1 from figures);
comment on column warehouse_state.journalled is 'The last line of the journal whose transaction the warehouse holds; null: it is empty.';

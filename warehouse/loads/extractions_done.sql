-- What the loads of a batch had in common is no longer needed.
drop table batch_extractions;
drop table earlier_extractions;

-- In the readers' copy, which no longer changes, numbers are read, not told anew. Who goes on writing in a copy (it is what
-- a broken warehouse is rebuilt from) has to make all views anew: those that it has are no longer those of the program.
create or replace view report_numbers as from numbered_reports;
create or replace view voice_numbers as from numbered_voices;
comment on view report_numbers is 'One row per article: what counting reports needs. A number is a row''s place (rowid) in its table; source_number is the same for all copies of a story. Example: from report_numbers limit 20';
comment on view voice_numbers is 'One row per current quote and known speaker: what counting quotes needs. A number is a row''s place (rowid) in its table; count(*) filter (is_first) is count(distinct quote_id) by speaker, sooner. Example: from voice_numbers limit 20';
delete from schema_views;

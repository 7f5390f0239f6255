-- A name folded plainly, for comparison: lower case, no accents, no punctuation.
create or replace macro folded(name) as trim(regexp_replace(lower(strip_accents(name)), '[^\p{L}\p{N}]+', ' ', 'g'));
comment on macro folded is 'A name folded plainly, for comparison: lower case, no accents, no punctuation. Example: folded(''Müller-Lang'')';

-- The day of a time in a zone. A date that came without a time of day stays that date in every zone.
create or replace macro day_of(moment, at_precision, zone) as
    case when at_precision = 'day' then timezone('UTC', moment)::date else timezone(zone, moment)::date end;
comment on macro day_of is 'The day of a time in a zone; a date that came without a time of day stays that date in every zone. Example: day_of(published_at, published_precision, ''Europe/Paris'')';

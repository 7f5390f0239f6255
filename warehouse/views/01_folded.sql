-- A name folded plainly, for comparison: lower case, no accents, no punctuation.
create or replace macro folded(name) as trim(regexp_replace(lower(strip_accents(name)), '[^\p{L}\p{N}]+', ' ', 'g'));
comment on macro folded is 'A name folded plainly, for comparison: lower case, no accents, no punctuation. Example: folded(''Müller-Lang'')';

-- The day of a time in a zone. A date that came without a time of day stays that date in every zone.
create or replace macro day_of(moment, at_precision, zone) as
    case when at_precision = 'day' then timezone('UTC', moment)::date else timezone(zone, moment)::date end;
comment on macro day_of is 'The day of a time in a zone; a date that came without a time of day stays that date in every zone. Example: day_of(published_at, published_precision, ''Europe/Paris'')';

-- Whether a name is another but for case, accents and punctuation. Folding takes long: only what has the words is folded.
create or replace macro is_called(name, asked) as
    lower(strip_accents(name)) like '%' || replace(folded(asked), ' ', '%') || '%' and folded(name) = folded(asked);
comment on macro is_called is 'Whether a name is another but for case, accents and punctuation: folded(name) = folded(asked), sooner. Example: is_called(''Müller-Lang'', ''muller lang'')';

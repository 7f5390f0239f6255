-- One row per quote of an article's current text, as the latest extraction has it; its statement resolved.
create or replace view current_quotes as
select q.* replace (coalesce(r.to_statement_id, q.statement_id) as statement_id)
from quotes as q
join articles as a on a.current_version_id = q.version_id
join latest_extractions as l
    on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
left join statement_redirects as r on r.statement_id = q.statement_id;
comment on view current_quotes is 'One row per quote of an article''s current text, as the latest extraction has it; its statement resolved.';

-- One row per speaker of a current quote.
create or replace view current_quote_speakers as
select s.*
from quote_speakers as s
semi join current_quotes as q
    on q.quote_id = s.quote_id and q.extractor_version = s.extractor_version and q.model = s.model;
comment on view current_quote_speakers is 'One row per speaker of a current quote.';

-- One row per mention of an article's current text, as the latest extraction has it.
create or replace view current_mentions as
select m.*
from mentions as m
join articles as a on a.current_version_id = m.version_id
join latest_extractions as l
    on l.version_id = m.version_id and l.extractor_version = m.extractor_version and l.model = m.model;
comment on view current_mentions is 'One row per mention of an article''s current text, as the latest extraction has it.';

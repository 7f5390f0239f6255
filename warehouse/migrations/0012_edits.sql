-- Young articles are visited again, and what an edit changed in what people said is kept with who said it.

-- One row per article whose page will be visited again; it goes with the last visit.
create table page_visits (
    article_id varchar not null,
    url varchar not null,
    feed_id varchar not null,
    host varchar not null,
    count_visits integer not null,
    next_visit_at timestamptz not null,
    etag varchar,
    last_modified varchar,
    body_sha256 varchar,
    last_changed_at timestamptz,
    problem_kind varchar
);
comment on table page_visits is 'One row per article whose page will be visited again, to see whether it was edited; it goes with the last visit.';
comment on column page_visits.url is 'what is asked for, as the feed stated it';
comment on column page_visits.count_visits is 'visits that told whether the page had changed; the one that brought the article is none';
comment on column page_visits.etag is 'what the next request is conditional on, as are last_modified and body_sha256';
comment on column page_visits.last_changed_at is 'when a visit last found another text or title; null: never';
comment on column page_visits.problem_kind is 'why the last visit told nothing; null where it did';

alter table alert_rules add column is_edits boolean;
comment on column alert_rules.is_edits is 'met by an edit of the figure''s words, and by nothing that is said';
comment on column alerts.kind is 'news; correction: the figure is credited by a person''s correction; withdrawal: an earlier alert was wrong; edit: its words were changed after publication';

alter table article_changes add column change_id varchar;
alter table article_changes add column quote_text varchar;
alter table article_changes add column before_speaker varchar;
alter table article_changes add column after_speaker varchar;
alter table article_changes add column before_quote_id varchar;
alter table article_changes add column after_quote_id varchar;
alter table article_changes add column before_speaker_id varchar;
alter table article_changes add column after_speaker_id varchar;
comment on column article_changes.change is 'text changed, title changed, quote added, quote removed, quote reworded, speaker changed, page gone';
comment on column article_changes.change_id is 'null for what an older program found';
comment on column article_changes.from_version_id is 'the same as to_version_id where the text stayed: a new title alone, a page that is gone';
comment on column article_changes.before is 'the words, the speaker or the title before; null where there were none';
comment on column article_changes.after is 'the words, the speaker or the title after; null where there are none';
comment on column article_changes.quote_text is 'the words quoted, the later ones where they differ; null where the change is none of a quote';
comment on column article_changes.before_speaker is 'who was credited before, null where nobody was';
comment on column article_changes.after_speaker is 'who is credited after, null where nobody is';
comment on column article_changes.before_quote_id is 'the quote in the text before; null where it was added';
comment on column article_changes.after_quote_id is 'the quote in the text after; null where it was removed';
comment on column article_changes.before_speaker_id is 'the entity that was credited before';
comment on column article_changes.after_speaker_id is 'the entity that is credited after';

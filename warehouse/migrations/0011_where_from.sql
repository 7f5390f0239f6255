-- Where byline, outlet and language of an article are from, what is doubtful of its time, and which texts are left unread
-- because they are in another language.
alter table articles add column byline_from varchar;
alter table articles add column outlet_from varchar;
alter table articles add column language_from varchar;
alter table articles add column published_doubt varchar;
comment on column articles.byline_from is 'where the byline is from: page, feed, text (a line of its own on top), none; null where the article came before this was kept';
comment on column articles.outlet_from is 'where the outlet''s name is from: page, feed, address, import, none; null where the article came before this was kept';
comment on column articles.language_from is 'where the language is from: page (stated, and not contradicted by the text), text (the page states another or none), none; null where the article came before this was kept';
comment on column articles.published_doubt is 'what feed, page and address say of the publication time where they do not agree, or where one cannot be; null where all is well';
comment on column articles.language is 'the language as the page states it, as in en-GB, or its code by the text; und is another language than English, not known which';

alter table article_versions add column is_left boolean;
comment on column article_versions.is_left is 'true where the text is in another language than English: it is kept and never read';

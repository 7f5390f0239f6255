-- One row per article: its current text beside what is known of it.
create or replace view article_texts as
select
    a.article_id, a.title, o.name as outlet, o.domain as outlet_domain, a.canonical_url as url, a.byline,
    a.published_at, a.published_precision, a.first_seen_at, a.origin, a.language, v.count_words, v.text,
    v.version_id, v.version_number, a.count_versions, e.event_id, c.story_id, c.original_id
from articles as a
-- Each article has its current version. A left join by the whole key is left out where nothing of it is asked for.
left join article_versions as v on v.version_id = a.current_version_id
left join outlets as o on o.outlet_id = a.outlet_id
left join event_articles as e on e.article_id = a.article_id
left join story_copies as c on c.article_id = a.article_id;
comment on view article_texts is 'One row per article: its current text beside what is known of it. Example: select title, outlet, text from article_texts where article_id = ''a_0123456789abcdef''';

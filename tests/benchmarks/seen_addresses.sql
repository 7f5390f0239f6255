-- The addresses that were seen last.
select url from article_urls order by first_seen_at desc, url limit $limit

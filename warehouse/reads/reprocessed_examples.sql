-- One row per change that reading again since a moment made: other speakers first, some of each article.
select c.change, c.before, c.after, c.speakers_before, c.speakers_after, a.title
from extraction_changes as c
join articles as a on a.article_id = c.article_id
where c.extracted_at >= $since::timestamptz and c.change in ('speaker changed', 'quote removed', 'quote added')
qualify row_number() over (partition by c.change, c.article_id order by c.quote_id) = 1
order by c.change = 'speaker changed' desc, c.change = 'quote removed' desc, c.article_id
limit $limit::integer

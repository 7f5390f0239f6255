-- One row per raw file that holds a page whose text waits to be enriched. What is left because it is in another language
-- waits for nothing.
select distinct raw_file
from article_versions
where not is_read and is_left is not true and raw_file is not null

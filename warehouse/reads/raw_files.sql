-- One row per raw file that texts point to, with how many do.
select raw_file, count(*) as count_versions
from article_versions
where raw_file is not null
group by raw_file

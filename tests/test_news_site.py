"""The news server that the other tests read."""

import httpx
from news_site import NewsEntry, NewsSite


def test_a_feed_answers_not_modified_to_its_own_tag(news_site: NewsSite) -> None:
    address = news_site.feed("/feed.xml", NewsEntry("/talks", "Talks end"))
    first = httpx.get(address, trust_env=False)
    again = httpx.get(address, trust_env=False, headers={"If-None-Match": first.headers["ETag"]})
    assert first.status_code == 200
    assert f"{news_site.url}/talks" in first.text
    assert again.status_code == 304
    assert [seen.path for seen in news_site.requests] == ["/feed.xml", "/feed.xml"]


def test_an_unknown_path_is_not_found(news_site: NewsSite) -> None:
    assert httpx.get(news_site.address("/nowhere"), trust_env=False).status_code == 404

"""Video pages: a player, and a caption of a line or two.

Premises: such a page says that it is a video's, by Open Graph or by linked data of its own, and has less text than a
brief. An article with a video in it says that it is an article. The error preferred is a caption taken for an article.
"""

from extractors.intake.page_marks import SeenPage

_CAPTION = 80  # words
_CAPTION_OF_ARTICLE = 40  # words, where the page says that it is an article, too


def is_video_caption(page: SeenPage) -> bool:
    """Whether the page shows a video and little but its caption."""
    marks = page.marks
    if not (marks.og_type.startswith("video") or "VideoObject" in marks.types):
        return False
    return page.count_words < (_CAPTION_OF_ARTICLE if marks.is_article else _CAPTION)

"""The steps of `onrecord feeds add`: what there is at an address, which of it to add, and what is listed already."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.exits import USAGE, Stop

if TYPE_CHECKING:
    from extractors.intake.discovery import Candidate
    from flows.files.opml import Outline
    from flows.web.discovering import SiteFeeds


def whole_address(address: str) -> str:
    """The address with its scheme, which people leave out."""
    from flows.files.seeds import over_http

    over = over_http(address.strip())
    return over if "://" in over else f"https://{over}"


def look(address: str, zone: str | None, *, is_all: bool) -> "SiteFeeds":
    """What there is at the address. Raises Stop where address or zone cannot be."""
    import asyncio

    from extractors.intake.addresses import canonical_address, without_credentials
    from flows.files.seeds import is_zone
    from flows.progress import saying
    from flows.settings import settings
    from flows.web.discovering import feeds_of_site

    if canonical_address(address) is None:
        raise Stop(
            f"{without_credentials(address)}: not an address of the web. Give that of a feed or a site, as in https://news.example.",
            USAGE,
        )
    if zone is not None and not is_zone(zone):
        raise Stop(f"--zone {zone}: no time zone is called that. Give one as in Asia/Tokyo.", USAGE)
    with saying():
        return asyncio.run(
            feeds_of_site(address, settings=settings(), now=datetime.now(UTC), time_zone=zone, is_all=is_all)
        )


def chosen_of(found: "SiteFeeds", *, is_all: bool) -> tuple["Candidate", ...]:
    """The feeds to add: the main one, or all that are worth it."""
    fit = tuple(feed for feed in found.feeds if feed.drawback is None)
    return fit if is_all else fit[:1]


def fate_of(feed: "Candidate", chosen: Sequence["Candidate"], listed_as: str | None, *, is_dry: bool) -> str:
    """What becomes of a feed that was found, in words."""
    if listed_as:
        return f"listed already, as {listed_as}"
    if feed in chosen:
        return "would be added" if is_dry else "added"
    return feed.drawback or "not added: --all adds it, too"


def known_feeds(place: Path) -> dict[str, str]:
    """The names of the feeds that are listed, by each address that is known of them."""
    from extractors.intake.addresses import canonical_address, without_credentials
    from flows.cli.asking import answer, published
    from flows.files.opml_editing import listed
    from flows.files.seeds import feed_id_of

    feeds = listed(place) if place.exists() else ()
    named = {feed_id_of(feed.address): feed.name or without_credentials(feed.address) for feed in feeds}
    known = {canonical_address(feed.address) or feed.address: named[feed_id_of(feed.address)] for feed in feeds}
    if published().exists():
        for feed_id, url in answer("feed_addresses").rows:
            canonical = canonical_address(url)
            if canonical and feed_id in named:
                known.setdefault(canonical, named[feed_id])
    return known


def name_in(feed: "Candidate", known: dict[str, str]) -> str | None:
    """What the feed is called in the list, under whichever of its addresses it stands there; None where it does not."""
    from extractors.intake.discovery import own_addresses

    return next((known[address] for address in sorted(own_addresses(feed)) if address in known), None)


def entry_of(feed: "Candidate", found: "SiteFeeds", asked: str, name: str | None, zone: str | None) -> "Outline":
    """The entry of the list, its address with the credentials that were given for it."""
    from extractors.intake.addresses import host_of
    from flows.files.opml import Outline
    from flows.web.discovering import with_login

    title = feed.feed.title or feed.link.title or ""
    return Outline(
        address=asked if found.is_feed else with_login(feed.link.address, asked),
        name=(name or "").strip() or title or host_of(feed.link.address),
        title=title,
        site=feed.feed.site or ("" if found.is_feed else found.page),
        categories=(f"zone/{zone}",) if zone else (),
    )

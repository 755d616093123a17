"""The desk is live: what comes while somebody looks at it appears, and moves nothing they look at."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import expect

from pipeline.store import opened, overview
from tests.browser import stock
from tests.browser.window import Window


def test_new_work_appears_without_a_reload(window: Window) -> None:
    window.page.clock.install()
    page = window.go("/")
    before = page.get_by_role("table").first.inner_text()
    newsroom = window.served.stocked.newsroom
    with opened(newsroom.config().store) as store:
        source = next(a for a in overview.articles(store) if a.headline == stock.headline("bridge.en"))
        said = (
            "جسر جديد للمشاة يربط ضفتي النهر",
            "يفتتح الجسر في 21 يونيو.",
            "طوله 140 مترا وعرضه 4 أمتار.",
            "«سيصل الناس إلى المحطة في ست دقائق».",
        )
        stock.say(store, source, "ar", said, now=datetime.now(UTC))
    page.clock.run_for(30_000)
    news = page.get_by_role("status").filter(has_text="new")
    show = news.get_by_role("link", name="Show them")
    expect(show).to_be_visible(timeout=10_000)
    assert page.get_by_role("table").first.inner_text() == before
    show.click()
    expect(page.get_by_role("table").first).to_contain_text("New footbridge")

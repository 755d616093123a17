"""A release's number is read off the wire's own address or a line of its own, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Block, BlockKind
from pipeline.wire.number import normal_number, number_in_address, take_number


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("https://www.prnewswire.com/news-releases/harbour-forum-302627349.html", "302627349"),
        ("https://www.prnewswire.com/apac/zh/news-releases/--302638814.html", "302638814"),
        ("https://www.prnewswire.com/news-releases/harbour-forum-302627349.html?tc=eml", "302627349"),
        ("https://www.newswire.ca/fr/news-releases/forum-816235083.html", "816235083"),
        ("https://www.prnewswire.co.uk/news-releases/forum-302627350.html", "302627350"),
        ("https://copies.example.com/forum-302627349.html", "302627349"),
        ("https://www.businesswire.com/news/home/20261203005123/en/Forum", "20261203005123"),
        ("https://www.globenewswire.com/news-release/2026/12/03/3005566/0/en/Forum.html", "3005566"),
        ("https://www.globenewswire.com/fr/news-release/2005/05/23/327817/1016/en/Forum.html", "327817"),
        ("https://www.einpresswire.com/article/700000001/forum", "700000001"),
        ("https://www.newsfilecorp.com/release/270001", "270001"),
        ("https://www.presseportal.de/pm/12345/5678901", "5678901"),
        ("https://kyodonewsprwire.jp/release/202612030123", "202612030123"),
        ("https://news.example.com/forum-143000456.html", ""),
        ("https://forum.example.org/2026/12/03/forum.html", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_number_in_an_address(link: str, number: str) -> None:
    assert number_in_address(link) == number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("CNW 816235083", "816235083"), ("(AsiaNet 91234)", "91234"), ("Release number: 302-627-349", "302627349"),
        ("News Release No. 302627349", "302627349"), ("ID: 302627349", "302627349"), ("Meldungs-ID: 5678901", "5678901"),
        ("Numéro du communiqué : 302627349", "302627349"), ("编号：302627349", "302627349"),
        ("リリース番号：202612030123", "202612030123"), ("보도자료 번호: 302627349", "302627349"),
        ("ID 5", ""), ("The identity is 302627349", ""), ("302627349", ""), ("CNW 816235083 and more", ""),
    ],
)  # fmt: skip
def test_number_in_a_line_of_its_own(line: str, number: str) -> None:
    body = [Block(BlockKind.PARAGRAPH, "The forum opens."), Block(BlockKind.PARAGRAPH, line)]
    assert take_number(body) == (number, body[:1] if number else body)


def test_numbers_are_compared_without_what_sets_them_apart() -> None:
    assert normal_number("v-99 91") == normal_number("V9991") == "V9991"


@given(st.text(max_size=80))
def test_never_raises(text: str) -> None:
    assert number_in_address(text).isdigit() or number_in_address(text) == ""
    assert take_number([Block(BlockKind.PARAGRAPH, text)])[0].isalnum() or take_number([])[0] == ""

"""Names are heard in other scripts, and not where they are missing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.transliteration import apart, heard, hearings, listened, may_be_japanese, romanized, weight


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("magnusson", "Бургомистр Ориэля Магнуссона сказал"),
        ("brandt", "τη Helena αντικαθιστά η Μπραντ"),
        ("iriarte", "חברת מינתה את תומאס איריארטה"),
        ("iriarte", "جانشین توماس ایریارته می‌شود"),
        ("magnusson", "महापौर ओरिएल मैग्नसन ने कहा"),
        ("magnusson", "オリエル・マグヌソン市長は"),
        ("frankfurt", "프랑크푸르트 시간"),
        ("siemens", "西门子公司"),
    ],
)
def test_a_name_is_heard(name: str, text: str) -> None:
    assert heard(name, listened(text), loose="西" in text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("brightmoor", "Компания назначила Томаса Ириарте генеральным директором"),
        ("corvale", "يُظهر تقرير نصف السنوي خسارة صافية"),
        ("norvant", "의 3분기 매출은 전년 동기 대비 14% 증가했다"),
        ("orvanta", "は、米国東部時間の木曜日にウェブキャストを開催する"),
        ("tideway", "все декларации через платформу, которая сокращает время"),
        ("lumetra", "وهي تصمم أنظمة الإضاءة للمستشفيات والمدارس"),
        ("verdane", "שוקל בלבד, פועל עד שעות בטעינה אחת. המפרט המלא מופיע בעמוד המוצר"),
        ("zentrik", "и построят вместе завод водорода"),
    ],
)
def test_a_name_that_is_missing_is_not_heard(name: str, text: str) -> None:
    assert not heard(name, listened(text))


def test_vowels_and_order_count() -> None:
    assert apart("magnusson", romanized("Магнуссона")) < apart("magnusson", romanized("Мгновение"))
    assert apart("corvale", "corvale") == 0
    assert apart("corvale", "") > 1


def test_a_name_tells_in_which_word_it_is_heard() -> None:
    found = hearings("magnusson", listened("Бургомистр Ориэля Магнуссона сказал"))
    assert list(found) == [romanized("Магнуссона")]


def test_what_japanese_writes_in_han_is_told_by_its_syllables() -> None:
    assert may_be_japanese("yamamoto")
    assert not may_be_japanese("corvale")
    assert weight("corvale") == 4
    assert romanized("Москва").startswith("mosk")


@given(st.text(max_size=200))
def test_any_text_is_listened_to(text: str) -> None:
    assert all(listened(text))
    assert isinstance(heard("corvale", listened(text)), bool)


def test_a_long_text_takes_no_time() -> None:
    started = time.perf_counter()
    heard("corvale", listened("Компания " * 200_000))
    assert time.perf_counter() - started < 10

"""Headlines in capitals become sentences before translation and capitals again after it, as the target writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.argos import Engine
from pipeline.segments import mask, unmask
from pipeline.segments.capitals import Cased, Lexicon, Style, lexicon, read, restore, upper

DATA = Path(__file__).parents[1] / "data" / "capitals"
ARTICLE = (
    "The 2nd China (Hainan) International Talent Exchange Conference will be held in Haikou, said Zhang Yuhui. "
    "The conference is the largest talent event hosted by Hainan. Northwind Inc. launched its iPhone app for SMEs with "
    "NVIDIA chips. A new plan for talent recruitment was announced, NATO said. Angela Merkel met reporters."
)
SMALL = {
    "en": {
        *[
            "a",
            "an",
            "and",
            "as",
            "at",
            "but",
            "by",
            "for",
            "in",
            "nor",
            "of",
            "on",
            "or",
            "so",
            "the",
            "to",
            "up",
            "via",
            "vs",
        ]
    },
    "pt": {
        *[
            "a",
            "o",
            "e",
            "de",
            "da",
            "do",
            "das",
            "dos",
            "em",
            "na",
            "no",
            "nas",
            "nos",
            "para",
            "por",
            "com",
            "sobre",
            "à",
            "ao",
            "um",
            "uma",
        ]
    },
}
LANGUAGES = ["en", "pt-BR", "fr", "de", "es", "it", "nl", "tr", "el", "ru", "ga", "ka", "zh-Hans", "ar", "hy", "", "xx"]
awkward = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "THE",
                "Fair",
                "iPhone",
                "İSTANBUL",
                "ΣΟΦΟΣ",
                "STRASSE",
                "ß",
                "ŉ",
                "ǅ",
                "L'ÉCONOMIE",
                "G20",
                "XXI",
                "5",
                "km",
                "https://A.cn",
                ".",
                "!",
                "海南",
            ]
        )
    ).map(" ".join),
)


def cases(language: str) -> list[tuple[str, str]]:
    """Headlines as sentences, each with running text from its article."""
    groups = (DATA / f"{language}.txt").read_text("utf-8").strip().split("\n\n")
    return [(headline, text) for headline, text in (group.split("\n") for group in groups)]


def title(headline: str, language: str) -> str:
    """The headline as its writer would have put it in Title Case."""
    words = headline.split(" ")
    done = [words[0]]
    for word in words[1:]:
        parts = [part[:1].upper() + part[1:] for part in word.split("-")]
        done.append(word if word.lower() in SMALL[language] else "-".join(parts))
    return " ".join(done)


def headlines(language: str) -> list[tuple[str, str, Lexicon]]:
    """Headline in a style, the headline as a sentence, and what its article tells."""
    found = []
    for headline, text in cases(language):
        told = lexicon([text], language)
        found += [(headline.upper(), headline, told), (title(headline, language), headline, told)]
    return found


@pytest.mark.parametrize("language", ["en", "pt"])
def test_headlines_read_as_sentences(language: str) -> None:
    """At least 97 of 100 words of headlines in capitals and Title Case get the form that running text has."""
    right = words = 0
    for styled, sentence, told in headlines(language):
        done = read(styled, language, told)
        assert len(done.text) == len(styled)
        right += sum(one == other for one, other in zip(done.text.split(), sentence.split(), strict=True))
        words += len(sentence.split())
    assert right >= 0.97 * words


@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_sentence_is_no_headline_in_capitals(language: str) -> None:
    for headline, text in cases(language):
        assert read(headline, language, lexicon([text], language)) == Cased(headline, Style.AS_IS)
        assert read(text, language).style is Style.AS_IS


@pytest.mark.parametrize(
    ("text", "language", "sentence", "style"),
    [
        ("HAINAN TO HOST TALENT EXCHANGE CONFERENCE", "en", "Hainan to host Talent Exchange Conference", Style.ALL_CAPS),
        ("Zhang Yuhui Met Angela Merkel in Berlin", "en", "Zhang Yuhui met Angela Merkel in Berlin", Style.TITLE),
        ("G20 SUMMIT", "en", "G20 summit", Style.ALL_CAPS),
        ("ABOUT NORTHWIND INC.", "en", "About Northwind Inc.", Style.ALL_CAPS),
        ("NORTHWIND INC. WINS. THE FAIR OPENS", "en", "Northwind Inc. wins. The fair opens", Style.ALL_CAPS),
        ("XI'AN PLANT REACHES 500 MW, NVIDIA SAYS", "en", "Xi'an plant reaches 500 MW, NVIDIA says", Style.ALL_CAPS),
        ("NEW IPHONE APP FOR SMES: GO TO HTTPS://A.CN/B", "en", "New iPhone app for SMEs: go to HTTPS://A.CN/B", Style.ALL_CAPS),
        ("LOUIS XIV AND THE 2ND PHASE OF COVID-19", "en", "Louis XIV and the 2nd phase of COVID-19", Style.ALL_CAPS),
        ("CONTACTS", "en", "Contacts", Style.ALL_CAPS),
        ("“THE FAIR IS OPEN”", "en", "“The fair is open”", Style.ALL_CAPS),
        ("XXX1 OPENS FAIR IN XXX2", "en", "XXX1 opens fair in XXX2", Style.ALL_CAPS),
        ("DIE MESSE IN MÜNCHEN", "de", "Die Messe in München", Style.ALL_CAPS),
        ("L'ÉCONOMIE D'ALGER AU XXIE SIÈCLE", "fr", "L'économie d'Alger au XXIe siècle", Style.ALL_CAPS),
        ("НОВЫЙ ПЛАН В МОСКВЕ", "ru", "Новый план в Москве", Style.ALL_CAPS),
        ("TÜRKİYE'DE FUAR AÇILDI", "tr", "Türkiye'de fuar açıldı", Style.ALL_CAPS),
        ("UN", "en", "UN", Style.AS_IS),
        ("NATO, EU, UN: IBM", "en", "NATO, EU, UN: IBM", Style.AS_IS),
        ("Xi Jinping, Angela Merkel, Emmanuel Macron", "en", "Xi Jinping, Angela Merkel, Emmanuel Macron", Style.AS_IS),
        ("Zhang Yuhui met Angela Merkel in New York", "en", "Zhang Yuhui met Angela Merkel in New York", Style.AS_IS),
        ("Die Messe für Talente und Technologie in Köln", "de", "Die Messe für Talente und Technologie in Köln", Style.AS_IS),
        ("University of California, Berkeley", "en", "University of California, Berkeley", Style.AS_IS),
        ("海南NASA", "zh", "海南NASA", Style.AS_IS),
        ("شركة NASA", "ar", "شركة NASA", Style.AS_IS),
        ("https://a.cn/B", "en", "https://a.cn/B", Style.AS_IS),
        ("5G", "en", "5G", Style.AS_IS),
        ("", "en", "", Style.AS_IS),
    ],
)  # fmt: skip
def test_what_is_a_style_and_what_is_a_name(text: str, language: str, sentence: str, style: Style) -> None:
    assert read(text, language, lexicon([ARTICLE], language)) == Cased(sentence, style)


def test_an_article_tells_its_names() -> None:
    told = lexicon([ARTICLE, "NORTHWIND OPENS TALENT FAIR", "Northwind Opens Talent Fair In Haikou"], "en")
    assert told.names["northwind"] == "Northwind"
    assert told.names["nvidia"] == "NVIDIA"
    assert told.names["iphone"] == "iPhone"
    assert {"plan", "chips", "launched"} <= told.common
    assert "opens" not in told.names
    assert ("exchange", "conference") in told.pairs


@pytest.mark.parametrize(
    ("text", "style", "language", "kept", "restored"),
    [
        ("feira abre em são paulo", Style.ALL_CAPS, "pt", (), "FEIRA ABRE EM SÃO PAULO"),
        ("o iPhone das PMEs em https://a.cn/b e EN43545x", Style.ALL_CAPS, "pt", (), "O iPhone DAS PMEs EM https://a.cn/b E EN43545x"),
        ("feira da Café com Leite", Style.ALL_CAPS, "pt", ("Café com Leite",), "FEIRA DA Café com Leite"),
        ("istanbul ve ısparta", Style.ALL_CAPS, "tr", (), "İSTANBUL VE ISPARTA"),
        ("Το ρολόι και ο Μάιος ή όχι", Style.ALL_CAPS, "el", (), "ΤΟ ΡΟΛΟΪ ΚΑΙ Ο ΜΑΪΟΣ Ή ΟΧΙ"),
        ("Die Straße", Style.ALL_CAPS, "de", (), "DIE STRASSE"),
        ("Bille na hÉireann", Style.ALL_CAPS, "ga", (), "BILLE NA hÉIREANN"),
        ("ფორუმი", Style.ALL_CAPS, "ka", (), "ფორუმი"),
        ("海南将举办大会", Style.ALL_CAPS, "zh", (), "海南将举办大会"),
        ("الإعلان", Style.ALL_CAPS, "ar", (), "الإعلان"),
        ("hainan to host a state-of-the-art fair", Style.TITLE, "en", (), "Hainan to Host a State-of-the-Art Fair"),
        ("the plan: a fair for Leonardo da Vinci, what for", Style.TITLE, "en-GB", (), "The Plan: A Fair for Leonardo da Vinci, What For"),
        ("how it's done on www.fair.cn with the iPhone", Style.TITLE, "en", (), "How It's Done on www.fair.cn With the iPhone"),
        ("« ouverture de la Foire", Style.TITLE, "fr", (), "« Ouverture de la Foire"),
        ("¿dónde abre?", Style.TITLE, "es", (), "¿Dónde abre?"),
        ("ijsland opent", Style.TITLE, "nl", (), "IJsland opent"),
        ("istanbul açıldı", Style.TITLE, "tr", (), "İstanbul açıldı"),
        ("iPhone chega", Style.TITLE, "pt", (), "iPhone chega"),
        ("https://a.cn abre", Style.TITLE, "pt", (), "https://a.cn abre"),
        ("feira Abre", Style.AS_IS, "pt", (), "feira Abre"),
    ],
)  # fmt: skip
def test_capitals_as_the_target_writes_them(
    text: str, style: Style, language: str, kept: tuple[str, ...], restored: str
) -> None:
    assert restore(text, style, language, kept) == restored


@given(text=awkward, language=st.sampled_from(LANGUAGES), article=st.lists(awkward, max_size=3))
def test_reading_keeps_the_length_and_the_letters(text: str, language: str, article: list[str]) -> None:
    done = read(text, language, lexicon(article, language))
    assert len(done.text) == len(text)
    folded = [upper(c, "").casefold() for c in (text, done.text)]
    assert language == "tr" or [c for c in folded[0] if c.isascii()] == [c for c in folded[1] if c.isascii()]
    assert done.style is not Style.AS_IS or done.text == text


@given(text=awkward, language=st.sampled_from(LANGUAGES), style=st.sampled_from(list(Style)))
def test_what_is_kept_survives_restoring(text: str, language: str, style: Style) -> None:
    whole = f"{text} keep This_One https://a.cn/b {text}"
    done = restore(whole, style, language, ["keep This_One"])
    assert "keep This_One" in done
    assert "https://a.cn/b" in done


@pytest.mark.parametrize("text", ["THE " * 20_000, "'A" * 20_000, "Xi-" * 20_000, "THE. " * 10_000, "A." * 20_000])
def test_long_nonsense_is_read_in_time(text: str) -> None:
    assert len(read(text, "en", lexicon([text], "en")).text) == len(text)
    assert restore(text.lower(), Style.ALL_CAPS, "el")
    assert restore(text.lower(), Style.TITLE, "en")


@pytest.mark.parametrize(("source", "target"), [("en", "pt"), ("pt", "en")])
def test_a_real_model_translates_what_was_shouted(models: Path, source: str, target: str) -> None:
    """The translation comes near that of the same headline as a sentence; shouted, two thirds of that are lost."""
    from sacrebleu.metrics import CHRF

    engine = Engine(models)

    def translated(texts: list[str]) -> list[str]:
        masked = [mask(text) for text in texts]
        answers = engine.translate([m.text for m in masked], source, target)
        return [unmask(answer[0].text, m).lower() for answer, m in zip(answers, masked, strict=True)]

    found = headlines(source)
    wanted = translated([sentence for _, sentence, _ in found])
    ours = translated([read(styled, source, told).text for styled, _, told in found])
    raw = translated([styled for styled, _, _ in found])
    engine.close()
    chrf = CHRF()
    assert chrf.corpus_score(ours, [wanted]).score >= 95
    assert chrf.corpus_score(raw, [wanted]).score <= 80
    assert _untranslated(found, ours, wanted) <= 0.01 < _untranslated(found, raw, wanted)


def _untranslated(found: list[tuple[str, str, Lexicon]], outputs: list[str], wanted: list[str]) -> float:
    """The share of words that stand in the source and not in the translation of the sentence."""
    left = words = 0
    for (styled, _, _), output, right in zip(found, outputs, wanted, strict=True):
        source, expected = set(_words(styled)), set(_words(right))
        left += sum(word in source and word not in expected for word in _words(output))
        words += len(_words(output))
    return left / words


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text.lower())

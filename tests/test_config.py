"""sources.yaml: what it may say, and how each mistake is told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from pipeline import config
from pipeline.errors import ConfigError
from pipeline.model import Authority, Origin, Rights
from tests.conftest import ROOT, SETTINGS


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.yaml"
    path.write_text(text, "utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.load(write(folder, text))
    return caught.value.mistakes


def test_the_shipped_file_is_in_order_and_shows_every_kind() -> None:
    shipped = config.load(ROOT / "sources.yaml")
    assert {source.kind for source in shipped.sources} == {"feed", "folder", "listing"}
    config.check_selectors(shipped)
    assert shipped.site.timezone == "Asia/Shanghai"


def test_defaults_are_the_careful_ones(tmp_path: Path) -> None:
    text = SETTINGS + "\n"
    text = text.replace("authority: issuer, rights: public}", "every: 90s}").replace(
        ", release: approved, rights: public", ""
    )
    found = config.load(write(tmp_path, text))
    assert found.sources[0].rights is Rights.INTERNAL
    assert found.sources[0].authority is Authority.COPY
    assert found.sources[0].every == timedelta(seconds=90)
    assert (found.channels[0].release, found.channels[0].rights) == (Origin.APPROVED, Rights.PUBLIC)
    assert found.channels[0].languages == ("en", "pt")


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    found = config.load(write(tmp_path, SETTINGS))
    assert found.store == tmp_path / "pipeline.db"
    assert found.sources[0].options.path == str(tmp_path / "inbox")  # type: ignore[attr-defined]


def test_command_line_stands_in_for_store_and_output(tmp_path: Path) -> None:
    found = config.load(write(tmp_path, SETTINGS), store=Path("a.db"), output=Path("b"))
    assert (found.store, found.output) == (Path("a.db"), Path("b"))


def test_language_tags_are_brought_to_their_canonical_form(tmp_path: Path) -> None:
    found = config.load(write(tmp_path, SETTINGS.replace("[en, pt]", "[EN, pt_br, zh-TW]")))
    assert found.languages == ("en", "pt-BR", "zh-Hant")


def test_every_mistake_is_told_at_once_with_its_path(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path,
        """
site: {title: "", url: ftp://x, contact: a@b, timezone: Mars/Olympus, colour: red}
languages: [en, english]
sources:
  - {id: One, kind: feed, url: "https://a.example/rss"}
  - {id: two, kind: fead, url: "https://a.example/rss"}
  - {id: three, kind: feed}
  - {id: four, kind: folder, path: inbox, every: soon, rigths: public}
channels:
  - {id: web, outputs: [atom], release: perfect}
""",
    )
    told = "\n".join(said)
    for path in (
        "site.title",
        "site.url",
        "site.timezone",
        "site.colour",
        "languages[1]",
        "sources[0].id",
        "sources[1].kind",
        "sources[2].url",
        "sources[3].every",
        "sources[3].rigths",
        "channels[0].release",
    ):
        assert f"sources.yaml: {path}: " in told, f"{path} is not told in\n{told}"
    assert "did you mean rights?" in told
    assert "is missing" in told
    assert len(said) == 11


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "[atom, jsonfeed]",
            "[atom, teletext]",
            "channels[1].outputs: no output is called 'teletext'; there are: atom",
        ),
        ("id: monitor", "id: website", "channels[1].id: website stands already at channels[0]"),
        ("release: machine", "release: machine, sources: [radio]", "channels[1].sources: no source is called 'radio'"),
        ("release: machine", "release: machine, languages: [fr]", "channels[1].languages: fr is not among languages:"),
        ("[argos, apertium]", "[argos, oracle]", "translation.engines: no engine is called 'oracle'"),
        ("models: models", "models: models, routes: {fr: argos}", "translation.routes.fr: write the pair as"),
        ("models: models", 'models: models, routes: {"fr>es": oracle}', "translation.routes.fr>es: no engine is"),
        ("models: models", 'models: models, routes: {"fr>es": "argos:fr>"}', "translation.routes.fr>es:"),
        ("id: inbox", "id: ../inbox", "sources[0].id: write lower-case letters"),
        ("languages: [en, pt]", "languages: [en, en]", "languages[1]: en stands already at languages[0]"),
    ],
)
def test_names_that_lead_nowhere_are_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SETTINGS
    assert any(told in mistake for mistake in mistakes(tmp_path, SETTINGS.replace(before, after)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("site: [unclosed", "line 2, column 1"),
        ("a: 1\na: 2", "the key 'a' stands here twice"),
        ("- just\n- a list", "must be a mapping"),
        ("", "must be a mapping"),
        ("a: !!python/object/apply:os.system ['true']", "could not determine a constructor"),
        ("a: \x01", "not readable as YAML"),
    ],
)
def test_what_is_no_settings_file_is_told_where(tmp_path: Path, text: str, told: str) -> None:
    said = mistakes(tmp_path, text)
    assert len(said) == 1
    assert told in said[0]


def test_aliases_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "unfold without end" in mistakes(tmp_path, "\n".join(levels))[0]


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; name it with --config"):
        config.load(tmp_path / "nowhere.yaml")


def test_prefer_for_all_targets_or_by_target(tmp_path: Path) -> None:
    one = config.load(write(tmp_path, SETTINGS.replace("models: models", "models: models, prefer: [fr, en]")))
    two = config.load(write(tmp_path, SETTINGS.replace("models: models", "models: models, prefer: {pt: en}")))
    assert dict(one.translation.prefer) == {"*": ("fr", "en")}
    assert dict(two.translation.prefer) == {"pt": ("en",)}


def test_the_schema_accepts_the_shipped_file_and_refuses_a_slip() -> None:
    schema = json.loads(json.dumps(config.schema()))
    jsonschema.Draft202012Validator.check_schema(schema)
    shipped = yaml.safe_load((ROOT / "sources.yaml").read_text("utf-8"))
    jsonschema.validate(shipped, schema)
    shipped["sources"][0]["rigths"] = "public"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(shipped, schema)


def test_mistakes_in_shape_hide_none_of_the_names(tmp_path: Path) -> None:
    text = SETTINGS.replace("id: inbox", "id: In box").replace("outputs: [atom, jsonfeed]", "outputs: [fax]")
    text = text.replace("[en, pt]", "[en, pt, en]").replace("engines: [argos, apertium]", "engines: [oracle]")
    told = "\n".join(mistakes(tmp_path, text))
    for part in ("sources[0].id", "no output is called 'fax'", "languages[2]: en", "no engine is called 'oracle'"):
        assert part in told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[en, pt]", "[en, no]", 'languages[1]: YAML reads this as false; put it in quotes, such as "no"'),
        ("models: models", "models: models, prefer: {pt: 7}", "translation.prefer"),
        ("path: inbox", "path: inbox, keep: Hainan", "sources[0].keep: write a list, such as [Hainan]"),
        ("outputs: [atom, jsonfeed]", "outputs: []", "channels[1].outputs: is empty"),
    ],
)
def test_mistakes_are_told_in_the_words_of_the_file(tmp_path: Path, before: str, after: str, told: str) -> None:
    said = mistakes(tmp_path, SETTINGS.replace(before, after))
    assert any(told in mistake for mistake in said), said
    assert not any("function-" in mistake or "tuple" in mistake.lower() for mistake in said), said


def test_selectors_are_checked_on_request(tmp_path: Path) -> None:
    text = SETTINGS.replace("path: inbox", 'path: inbox, article: {body: "p[", drop: [":::"]}')
    found = config.load(write(tmp_path, text))
    with pytest.raises(ConfigError) as caught:
        config.check_selectors(found)
    assert len(caught.value.mistakes) == 2
    assert "(inbox).article.body: 'p[' is no CSS selector" in caught.value.mistakes[0]


def test_backfill_is_a_source_like_its_owner(tmp_path: Path) -> None:
    more = (
        'kind: feed, url: "https://w.example/rss", backfill: {kind: feed, url: "https://w.example/all"}, timezone: UTC'
    )
    text = SETTINGS.replace("kind: folder, path: inbox", more)
    (source,) = config.load(write(tmp_path, text)).sources
    assert source.backfill is not None
    assert (source.backfill.id, source.backfill.options.url) == ("inbox", "https://w.example/all")  # type: ignore[attr-defined]
    assert source.timezone == "UTC"
    assert (
        "sources[0].backfill.url: is missing"
        in mistakes(tmp_path, SETTINGS.replace("path: inbox", "path: inbox, backfill: {kind: feed}"))[0]
    )


ENGINES = SETTINGS.replace("{engines: [argos, apertium], models: models}", "{translation}")


def translation(text: str) -> str:
    return ENGINES.replace("{translation}", text)


def test_engines_take_options_of_their_own(tmp_path: Path) -> None:
    text = """
  engines: [argos, firefox, libretranslate]
  memory: 1.5GB
  index: {url: "http://10.0.0.7/index.json", allow_private: true}
  argos: {batch_tokens: 512}
  firefox: {models: fx}
  libretranslate: {url: "http://127.0.0.1:5000/", key: LIBRE_KEY, allow_private: true}
"""
    found = config.load(write(tmp_path, translation(text))).translation
    assert found.memory == 1_500_000_000
    assert (found.index, found.index_private) == ("http://10.0.0.7/index.json", True)
    assert found.options["argos"].batch_tokens == 512  # type: ignore[attr-defined]
    assert found.options["firefox"].models == tmp_path / "fx"  # type: ignore[attr-defined]
    told = found.options["libretranslate"]
    assert (told.url, told.key, told.allow_private) == ("http://127.0.0.1:5000", "LIBRE_KEY", True)  # type: ignore[attr-defined]


def test_what_is_not_said_of_engines_is_as_careful_as_may_be(tmp_path: Path) -> None:
    found = config.load(write(tmp_path, translation("{engines: [argos, firefox]}"))).translation
    assert found.index.startswith("https://raw.githubusercontent.com/argosopentech/")
    assert not found.index_private
    assert found.memory == 1_000_000_000
    assert found.options["firefox"].models == tmp_path / "var/firefox"  # type: ignore[attr-defined]
    one = config.load(write(tmp_path, translation('{index: "https://mirror.example.org/i.json"}'))).translation
    assert one.index == "https://mirror.example.org/i.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{engines: [libretranslate]}", "translation.libretranslate.url: is missing"),
        ("{libretranslate: {url: 5}}", "translation.libretranslate.url: Input should be a valid string (it says 5)"),
        ("{firefox: {modles: x}}", "translation.firefox.modles: unknown key; did you mean models?"),
        ("{firefox: 3}", "translation.firefox: "),
        ("{apertium: {x: 1}}", "translation.apertium.x: unknown key"),
        ("{argos: {inter_threads: 0}}", "translation.argos.inter_threads: "),
        ("{firefux: {}}", "translation.firefux: unknown key; did you mean firefox?"),
        ("{memory: 2}", "translation.memory: write a number and MB or GB"),
        ("{memory: 2TB}", "translation.memory: write a number and MB or GB, such as 800MB or 2GB (it says '2TB')"),
        ("{index: ftp://x}", "translation.index.url: "),
        ("{index: {}, indx: 1}", "translation.indx: unknown key; did you mean index?"),
    ],
)
def test_mistakes_in_the_options_of_engines_are_told_with_their_path(tmp_path: Path, text: str, said: str) -> None:
    (told,) = mistakes(tmp_path, translation(text))
    assert told.removeprefix("sources.yaml: ").startswith(said)


def test_the_schema_knows_the_options_of_engines(tmp_path: Path) -> None:
    schema = config.schema()
    raw = yaml.safe_load(translation('{memory: 2GB, index: "https://x.example/i.json", firefox: {models: fx}}'))
    jsonschema.validate(raw, schema)
    for wrong in ("{firefox: {modles: fx}}", "{firefix: {}}", "{libretranslate: {}}", "{argos: {batch_tokens: lots}}"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.safe_load(translation(wrong)), schema)

"""Channels in sources.yaml: policies by language, options of outputs, deliveries, and how each mistake is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from pipeline import config, formats
from pipeline.errors import ConfigError
from pipeline.model import Channel, Delivery, Origin, Outdated, Policy, Rights
from pipeline.outputs import atom, rss

TEXT = """
site: {title: Test newsroom, url: "https://news.example.org", contact: press@example.org}
languages: [en, pt-BR, ar]
sources:
  - {id: inbox, kind: folder, path: inbox}
channels:
"""
WHOLE = """
  - id: website
    outputs: [atom, rss]
    release: approved
    outdated: drop
    grace: 24h
    max_items: 50
    max_age: 30d
    headline_max: 90
    notices: 7d
    by_language:
      ar: {release: machine, grace: off, max_age: off}
      pt_br: {grace: 12h, headline_max: 0, outdated: keep}
    deliver:
      - {name: mirror, rsync: "user@host:/srv/www/news/"}
      - {name: disk, rsync: {to: /srv/mirror/news, within: 2m}}
      - {name: app, webhook: {url: "https://app.example.org/hook", secret: APP_HOOK_SECRET}}
"""


class Themed(BaseModel):
    """Options such as an output declares."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str = ""
    columns: int = 2


@pytest.fixture
def themed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Atom as an output that has options."""
    config.entries.part_options.cache_clear()
    monkeypatch.setattr(atom, "Options", Themed, raising=False)
    yield
    config.entries.part_options.cache_clear()


def load(folder: Path, channels: str, **options: Any) -> config.Config:
    path = folder / "sources.yaml"
    path.write_text(TEXT + channels, "utf-8")
    return config.load(path, **options)


def mistakes(folder: Path, channels: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, channels)
    return [mistake.removeprefix("sources.yaml: ") for mistake in caught.value.mistakes]


def test_all_that_may_be_said_of_a_channel(tmp_path: Path) -> None:
    (found,) = load(tmp_path, WHOLE).channels
    common = Policy(Origin.APPROVED, Outdated.DROP, timedelta(hours=24), 50, timedelta(days=30), 90)
    assert found.policy("en") == common
    assert found.policy("ar") == Policy(Origin.MACHINE, Outdated.DROP, None, 50, None, 90)
    assert found.policy("pt-BR") == Policy(
        Origin.APPROVED, Outdated.KEEP, timedelta(hours=12), 50, timedelta(days=30), 0
    )
    assert found.notices == timedelta(days=7)
    assert [(one.name, one.kind) for one in found.deliver] == [
        ("mirror", "rsync"),
        ("disk", "rsync"),
        ("app", "webhook"),
    ]
    mirror, disk, app = (one.options for one in found.deliver)
    assert (mirror.to, mirror.within) == ("user@host:/srv/www/news/", timedelta(minutes=10))  # type: ignore[attr-defined]
    assert disk.within == timedelta(minutes=2)  # type: ignore[attr-defined]
    assert (app.url, app.secret) == ("https://app.example.org/hook", "APP_HOOK_SECRET")  # type: ignore[attr-defined]


def test_what_is_not_said_is_as_careful_as_may_be(tmp_path: Path) -> None:
    (found,) = load(tmp_path, "  - {id: web, outputs: [atom]}\n").channels
    assert found == Channel("web", ("atom",), Origin.APPROVED, Rights.PUBLIC, ("en", "pt-BR", "ar"))
    assert found.policy("ar") == Policy()
    assert found.policy("ar").grace is None


@pytest.mark.parametrize("written", ["off", "null", "'off'", "false"])
def test_a_time_may_be_taken_back_for_one_language(tmp_path: Path, written: str) -> None:
    text = f"  - {{id: web, outputs: [atom], grace: 2h, max_age: 9d, by_language: {{ar: {{grace: {written}, max_age: {written}}}}}}}\n"
    (found,) = load(tmp_path, text).channels
    assert (found.policy("ar").grace, found.policy("ar").max_age) == (None, None)
    assert (found.policy("en").grace, found.policy("en").max_age) == (timedelta(hours=2), timedelta(days=9))


def test_a_language_that_takes_machine_text_keeps_the_time_to_refuse_it(tmp_path: Path) -> None:
    text = "  - {id: web, outputs: [atom], grace: 2h, by_language: {ar: {release: machine}}}\n"
    (found,) = load(tmp_path, text).channels
    assert (found.policy("ar").release, found.policy("ar").grace) == (Origin.MACHINE, timedelta(hours=2))


def test_outputs_take_options_of_their_own(tmp_path: Path, themed: None) -> None:
    (tmp_path / "look").mkdir()
    text = "  - {id: web, outputs: [atom, rss], atom: {theme: look}}\n  - {id: app, outputs: [atom]}\n"
    web, app = load(tmp_path, text, fetching=False).channels
    assert web.options == {"atom": Themed(theme=str(tmp_path / "look"))}
    assert app.options == {}


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("atom: {theme: lok}", "channels[0].atom.theme: there is no folder "),
        ("atom: {thème: look}", "channels[0].atom.thème: unknown key; did you mean theme?"),
        ("atom: {columns: many}", "channels[0].atom.columns: "),
        ("atom: 3", "channels[0].atom: "),
        ("rss: {}", "channels[0].rss: rss is not among its outputs"),
        ("atm: {}", "channels[0].atm: unknown key; did you mean atom?"),
    ],
)
def test_mistakes_in_the_options_of_outputs_are_told_with_their_path(
    tmp_path: Path, themed: None, channel: str, said: str
) -> None:
    (told,) = mistakes(tmp_path, f"  - {{id: web, outputs: [atom], {channel}}}\n")
    assert told.startswith(said)


def test_an_output_without_options_takes_none(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "  - {id: web, outputs: [rss], rss: {colour: red}}\n")
    assert told.startswith("channels[0].rss.colour: unknown key")


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("grace: soon", "channels[0].grace: write a number and s, m, h or d"),
        ("grace: 0", "channels[0].grace: write a time longer than nothing"),
        ("grace: -1h", "channels[0].grace: write a number"),
        ("max_age: 0", "channels[0].max_age: write a time longer than nothing"),
        ("notices: 0", "channels[0].notices: write a time longer than nothing"),
        ("notices: off", "channels[0].notices: write a number"),
        ("outdated: leave", "channels[0].outdated: Input should be 'keep' or 'drop'"),
        ("headline_max: -1", "channels[0].headline_max: "),
        ("headline_max: long", "channels[0].headline_max: "),
        ("max_items: 0", "channels[0].max_items: "),
        ("headline_mx: 90", "channels[0].headline_mx: unknown key; did you mean headline_max?"),
        ("by_language: {fr: {release: machine}}", "channels[0].by_language.fr: the channel has no feed for it"),
        (
            "languages: [en, ar], by_language: {pt_BR: {}}",
            "channels[0].by_language.pt-BR: the channel has no feed for it; its languages are en, ar",
        ),
        ("by_language: {pt-BR: {}, pt_br: {}}", "channels[0].by_language: pt-BR stands here twice, in two spellings"),
        ("by_language: {arabic!: {}}", "channels[0].by_language.arabic!: "),
        ("by_language: {ar: {relaese: machine}}", "channels[0].by_language.ar.relaese: unknown key; did you mean rel"),
        ("by_language: {ar: {notices: 3d}}", "channels[0].by_language.ar.notices: unknown key"),
        ("by_language: {ar: machine}", "channels[0].by_language.ar: "),
        ("by_language: [ar]", "channels[0].by_language: "),
        ("by_language: {no: {}}", "channels[0].by_language[0]: YAML reads this as false; put it in quotes"),
        ("deliver: mirror", "channels[0].deliver: write a list"),
        ("deliver: [mirror]", "channels[0].deliver[0]: write name: and one of rsync:, webhook:"),
        ("deliver: [{name: a}]", "channels[0].deliver[0]: write name: and one of rsync:, webhook:"),
        ('deliver: [{name: a, rsnc: "h:/x"}]', "channels[0].deliver[0].rsnc: unknown key; did you mean rsync?"),
        ('deliver: [{rsync: "h:/x"}]', "channels[0].deliver[0].name: is missing"),
        ('deliver: [{name: A b, rsync: "h:/x"}]', "channels[0].deliver[0].name: write lower-case letters"),
        (
            'deliver: [{name: a, rsync: "h:/x", webhook: {}}]',
            "channels[0].deliver[0]: write name: and one of rsync:, webhook:",
        ),
        (
            'deliver: [{name: a, rsync: "h:/x"}, {name: a, rsync: "h:/y"}]',
            "channels[0].deliver[1].name: a stands already at channels[0].deliver[0]",
        ),
        ("deliver: [{name: a, rsync: 7}]", "channels[0].deliver[0].rsync: "),
        ("deliver: [{name: a, rsync: {}}]", "channels[0].deliver[0].rsync.to: is missing"),
        (
            "deliver: [{name: a, rsync: {to: '/x', wihtin: 3m}}]",
            "channels[0].deliver[0].rsync.wihtin: unknown key; did",
        ),
        ("deliver: [{name: a, webhook: 'https://a.example/'}]", "channels[0].deliver[0].webhook: "),
        ("deliver: [{name: a, webhook: {url: 'https://a.example/'}}]", "channels[0].deliver[0].webhook.secret: is mis"),
        (
            "deliver: [{name: a, webhook: {url: 'http://a.example/', secret: S}}]",
            "channels[0].deliver[0].webhook.url: write https://, or set allow_private: true",
        ),
        (
            "deliver: [{name: a, webhook: {url: 'https://u:p@a.example/', secret: S}}]",
            "channels[0].deliver[0].webhook.url: the address of a.example holds a user name or password",
        ),
        (
            "deliver: [{name: a, webhook: {url: 'https://a.example/', secret: whsec_AAAA/+=}}]",
            "channels[0].deliver[0].webhook.secret: write the name of an environment variable, such as APP_HOOK_SECRET",
        ),
    ],
)
def test_each_mistake_is_told_with_its_path(tmp_path: Path, channel: str, said: str) -> None:
    (told,) = mistakes(tmp_path, f"  - {{id: web, outputs: [atom], {channel}}}\n")
    assert told.startswith(said), told
    assert "function-" not in told
    assert "AAAA" not in told, "a secret written in the wrong place is not told on"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("-e/tmp/x", "must not begin with -"),
        ("news", "write host:/folder"),
        ("./news", "write host:/folder"),
        ("host:", "write host:/folder"),
        ("host:/", "name a folder of its own"),
        ("host:~/", "name a folder of its own"),
        ("host:.", "name a folder of its own"),
        ("host:/srv/../", "name a folder of its own"),
        ("/", "name a folder of its own"),
        ("//./", "name a folder of its own"),
        ("rsync://host/", "write host:/folder"),
        ("rsync://user:password@host/module", "write host:/folder"),
        ("host:/srv/$(reboot)", "may not hold blanks"),
        ("host:/srv/a b", "may not hold blanks"),
        ("host:/srv/a;b", "may not hold blanks"),
        ("host -oProxyCommand=x:/srv", "write host:/folder"),
        ("-oProxyCommand=x:/srv", "must not begin with -"),
        ("user@-oProxyCommand=x:/srv", "write host:/folder"),
        ("/srv/\u202ea", "may not hold blanks"),
    ],
)
def test_targets_that_are_none_or_dangerous_are_refused(tmp_path: Path, target: str, said: str) -> None:
    written = f"  - {{id: web, outputs: [atom], deliver: [{{name: a, rsync: {yaml.safe_dump(target, default_style=chr(34)).strip()}}}]}}\n"
    (told,) = mistakes(tmp_path, written)
    assert told.startswith("channels[0].deliver[0].rsync.to: ")
    assert said in told


@pytest.mark.parametrize(
    "target",
    [
        "host:/srv/www/news/",
        "user@host:news",
        "u.ser@h-o.example.org:~/www/news",
        "rsync://host/module/news",
        "rsync://host:8730/module",
        "user@host::module/news",
        "[2001:db8::7]:/srv/news",
        "/srv/ünïcode/news",
    ],
)
def test_every_form_of_target_is_taken(tmp_path: Path, target: str) -> None:
    (found,) = load(tmp_path, f'  - {{id: web, outputs: [atom], deliver: [{{name: a, rsync: "{target}"}}]}}\n').channels
    assert isinstance(found.deliver[0], Delivery)
    assert found.deliver[0].options.to == target  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("host:/srv/news", "host:/srv/news/", True),
        ("host:/srv/", "host:/srv//news", True),
        ("host:/srv/news/app", "host:/srv/news", True),
        ("host:/srv/news", "host:/srv/newsapp", False),
        ("host:/srv/news", "other:/srv/news", False),
    ],
)
def test_deliveries_that_would_remove_each_others_files_are_refused(
    tmp_path: Path, one: str, other: str, clash: bool
) -> None:
    text = f'  - {{id: web, outputs: [atom], deliver: [{{name: a, rsync: "{one}"}}]}}\n'
    text += f'  - {{id: app, outputs: [atom], deliver: [{{name: a, rsync: "{other}"}}]}}\n'
    if not clash:
        assert len(load(tmp_path, text).channels) == 2
        return
    (told,) = mistakes(tmp_path, text)
    assert told.startswith("channels (app).deliver (a): ")
    assert told.endswith("one would remove the files of channels (web).deliver (a)")


def test_outputs_that_lead_to_pages_need_an_output_that_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats.named.cache_clear()
    monkeypatch.setattr(rss, "NEEDS_PAGES", True, raising=False)
    text = "  - {id: web, outputs: [rss, atom]}\n"
    assert mistakes(tmp_path, text) == [
        "channels[0].outputs: rss leads to the pages of items, and this channel has none; add html to its outputs"
    ]
    assert load(tmp_path, text, fetching=False).channels, "quick commands look into no output"
    monkeypatch.setattr(atom, "ITEM_FILENAME", "{name}.html", raising=False)
    monkeypatch.setattr(atom, "MEDIA_TYPE", "text/html")
    formats.named.cache_clear()
    assert load(tmp_path, text).channels
    formats.named.cache_clear()


def test_mistakes_of_all_channels_are_told_at_once(tmp_path: Path) -> None:
    text = """
  - {id: one, outputs: [atom], grace: never, deliver: [{name: a, rsync: news}]}
  - {id: two, outputs: [atmo], by_language: {fr: {}}}
  - three
  - {id: one, outputs: [rss], sources: [radio]}
"""
    told = mistakes(tmp_path, text)
    paths = [mistake.split(": ")[0] for mistake in told]
    assert sorted(paths) == [
        "channels[0].deliver[0].rsync.to",
        "channels[0].grace",
        "channels[1].by_language.fr",
        "channels[1].outputs",
        "channels[2]",
        "channels[3].id",
        "channels[3].sources",
    ]


def test_the_schema_knows_it_all(tmp_path: Path, themed: None) -> None:
    schema = config.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(
        yaml.safe_load(TEXT + WHOLE.replace("[atom, rss]", "[atom, rss]\n    atom: {theme: x}")), schema
    )
    for wrong in (
        "grace: [1]",
        "outdated: leave",
        "notices: off",
        "headline_mx: 90",
        "atom: {thema: x}",
        "by_language: {ar: {notices: 3d}}",
        "deliver: [{name: a}]",
        "deliver: [{rsync: 'h:/x'}]",
        "deliver: [{name: a, rsync: {}}]",
        "deliver: [{name: a, webhook: 'https://a.example/'}]",
        "deliver: [{name: a, webhook: {url: 'https://a.example/', secret: S, sceret: S}}]",
    ):
        told = yaml.safe_load(f"{TEXT}  - {{id: web, outputs: [atom], {wrong}}}\n")
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(told, schema)

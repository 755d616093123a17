"""A newsroom in the middle of a working day: releases of our own composing, in many languages and scripts.

Six announcements lie in the inbox; Argos puts the English ones into Portuguese. No engine here reaches French, Arabic,
Hebrew or Chinese, so what an engine would say in those stands below, sentence by sentence, and is stored as such. One of
them, the oldest, has a figure wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline import proof, run, segments
from pipeline.model import Article, BlockKind, Segment, Sentence, TranslatedFrom
from pipeline.store import Store, opened, overview, translations
from tests.conftest import Newsroom

SETTINGS = """
site: {title: Quayport newsroom, url: "https://news.example.org", contact: press@example.org, timezone: Europe/Lisbon}
languages: [en, fr, pt, ar, he, zh]
sources:
  - {id: inbox, kind: folder, path: inbox, authority: issuer, rights: public}
channels:
  - {id: website, outputs: [atom, rss, jsonfeed], release: approved, rights: public}
  - {id: monitor, outputs: [atom, jsonfeed], release: machine, rights: internal}
translation: {engines: [argos], models: models}
store: pipeline.db
output: output
"""

MUSEUM = "Harbour museum opens its doors on 4 May"
LIBRARY = "City library lends instruments from March"
BRIDGE = "New footbridge joins both banks of the river"
INBOX = {
    "museum.en.md": f"""# {MUSEUM}

The harbour museum in Quayport opens on 4 May. It shows 300 model ships from three continents.

Entry is **free for children**. Tickets are sold on [the museum's page](https://museum.example.org/tickets).

- Guided tours start at 11:00 and 15:00.
- The café is open every day.
""",
    "library.en.txt": f"""{LIBRARY}

From 9 March readers of the city library may borrow violins, flutes and drums for four weeks.

The collection holds 120 instruments. A deposit of 20 euros is asked for.
""",
    "bridge.en.txt": f"""{BRIDGE}

The footbridge at the old customs house opens on 21 June. It is 140 metres long and 4 metres wide.

"People will reach the station in six minutes," the city engineer said.
""",
    "bridge.fr.txt": """Une nouvelle passerelle relie les deux rives du fleuve

La passerelle de l'ancienne douane ouvre le 21 juin. Elle mesure 140 mètres de long et 4 mètres de large.

« On rejoindra la gare en six minutes », a déclaré l'ingénieur de la ville.
""",
    "theatre.ar.txt": """المسرح البلدي يفتتح موسمه الجديد في 12 سبتمبر

يفتتح المسرح البلدي في مدينة كوايبورت موسمه الجديد في 12 سبتمبر بعرض موسيقي. ويضم البرنامج 24 عرضا.

وتبدأ أسعار التذاكر من 8 يورو، ويدخل الطلاب مجانا يوم الثلاثاء.
""",
    "park.he.txt": """הפארק העירוני נפתח מחדש ב-3 באפריל

הפארק העירוני בקווייפורט נפתח מחדש ב-3 באפריל לאחר שיפוץ של שמונה חודשים. נשתלו בו 450 עצים.

הכניסה לפארק חופשית בכל ימות השבוע.
""",
    "port.zh.txt": """码头新航线将于六月一日开通

基港市港务局宣布，连接老码头与新城区的客运航线将于6月1日开通。航线每天运行18个班次。

单程票价为3欧元，六岁以下儿童免票。
""",
}

# What an engine would have said: for each text in the inbox and language, its sentences in reading order.
SAID = {
    ("museum.en", "fr"): (
        "Le musée du port ouvre ses portes le 4 mai",
        "Le musée du port de Quayport ouvre le 4 mai.",
        "Il présente 30 maquettes de navires de trois continents.",  # the source says 300
        "L'entrée est <strong>gratuite pour les enfants</strong>.",
        'Les billets sont en vente sur <a href="https://museum.example.org/tickets">la page du musée</a>.',
        "Les visites guidées commencent à 11 h et à 15 h.",
        "Le café est ouvert tous les jours.",
    ),
    ("museum.en", "ar"): (
        "متحف الميناء يفتح أبوابه في 4 مايو",
        "يفتح متحف الميناء في Quayport في 4 مايو.",
        "ويعرض 300 نموذج سفينة من ثلاث قارات.",
        "الدخول <strong>مجاني للأطفال</strong>.",
        'تباع التذاكر على <a href="https://museum.example.org/tickets">صفحة المتحف</a>.',
        "تبدأ الجولات المصحوبة بمرشدين في الساعة 11:00 والساعة 15:00.",
        "المقهى مفتوح كل يوم.",
    ),
    ("museum.en", "he"): (
        "מוזיאון הנמל נפתח ב-4 במאי",
        "מוזיאון הנמל בעיר Quayport נפתח ב-4 במאי.",
        "מוצגים בו 300 דגמי ספינות משלוש יבשות.",
        "הכניסה <strong>חופשית לילדים</strong>.",
        'הכרטיסים נמכרים <a href="https://museum.example.org/tickets">בדף המוזיאון</a>.',
        "הסיורים המודרכים מתחילים בשעה 11:00 ובשעה 15:00.",
        "בית הקפה פתוח כל יום.",
    ),
    ("museum.en", "zh-Hans"): (
        "港口博物馆将于5月4日开馆",
        "Quayport的港口博物馆将于5月4日开馆。",
        "馆内展出来自三大洲的300件船模。",
        "<strong>儿童免费</strong>入场。",
        '门票在<a href="https://museum.example.org/tickets">博物馆网页</a>上出售。',
        "导览参观于11:00和15:00开始。",
        "咖啡馆每天营业。",
    ),
    ("library.en", "fr"): (
        "La bibliothèque municipale prête des instruments à partir de mars",
        "À partir du 9 mars, les lecteurs de la bibliothèque municipale pourront emprunter violons, flûtes et tambours pendant quatre semaines.",
        "La collection compte 120 instruments.",
        "Une caution de 20 euros est demandée.",
    ),
    ("library.en", "zh-Hans"): (
        "市图书馆三月起出借乐器",
        "自3月9日起，市图书馆的读者可以借用小提琴、长笛和鼓，为期四周。",
        "馆藏共有120件乐器。",
        "需交押金20欧元。",
    ),
    ("theatre.ar", "en"): (
        "City theatre opens its new season on 12 September",
        "The city theatre in Quayport opens its new season on 12 September with a concert.",
        "The programme has 24 performances.",
        "Tickets cost from 8 euros, and students enter free on Tuesdays.",
    ),
    ("theatre.ar", "fr"): (
        "Le théâtre municipal ouvre sa nouvelle saison le 12 septembre",
        "Le théâtre municipal de Quayport ouvre sa nouvelle saison le 12 septembre par un concert.",
        "Le programme compte 24 représentations.",
        "Les billets coûtent à partir de 8 euros et les étudiants entrent gratuitement le mardi.",
    ),
    ("port.zh", "en"): (
        "New ferry line opens on 1 June",
        "The Quayport harbour office announced that the passenger line between the old quay and the new town opens on 1 June.",
        "There are 18 crossings a day.",
        "A single ticket costs 3 euros; children under six travel free.",
    ),
}
HOURS = {"museum.en": 26, "bridge.en": 20, "theatre.ar": 9, "library.en": 5, "park.he": 3, "port.zh": 2}


@dataclass(frozen=True, slots=True)
class Stocked:
    """A stocked newsroom and where to find things in it: articles by what they were dropped as and language."""

    newsroom: Newsroom
    uris: dict[tuple[str, str], str]
    stories: dict[str, str]

    def uri(self, announcement: str, language: str) -> str:
        """The article of an announcement (`museum`) in a language."""
        return self.uris[announcement, language]

    def languages(self, announcement: str) -> list[str]:
        """The languages an announcement is there in."""
        return [language for name, language in self.uris if name == announcement]


def stock(newsroom: Newsroom) -> None:
    """Fill an empty newsroom and run it."""
    newsroom.settings(SETTINGS)
    for name, text in INBOX.items():
        newsroom.drop(name, text, age=HOURS.get(name.rpartition(".")[0], 1) * 3600)
    report = newsroom.run()
    assert report.failures == [], report.failures
    now = datetime.now(UTC)
    with opened(newsroom.config().store) as store:
        sources = {article.headline: article for article in overview.articles(store)}
        for place, ((name, language), said) in enumerate(SAID.items()):  # the first is the oldest
            since = now - timedelta(hours=HOURS[name]) + timedelta(minutes=place)
            say(store, sources[headline(name)], language, said, now=since)
        run.publish(store, newsroom.config(), run.Report())


def headline(name: str) -> str:
    """The headline of a text in the inbox (`museum.en`)."""
    text = next(text for file, text in INBOX.items() if file.startswith(name + "."))
    return text.splitlines()[0].removeprefix("# ")


def say(store: Store, source: Article, language: str, said: Sequence[str], *, now: datetime) -> None:
    """Store what a machine said of a source, one text (with inline html) for each of its sentences."""
    units = segments.units(source.headline, source.subhead, source.body, source.language)
    assert len(units) == len(said), [unit.text for unit in units]
    paired = []
    for unit, html in zip(units, said, strict=True):
        target = segments.plain(html)
        kind = source.body[unit.block].kind if unit.block >= 0 else BlockKind.PARAGRAPH
        sentence = Sentence(unit.text, target, source.language, language, kind, headline=unit.block == -1)
        marked = html if target != html else ""
        paired.append(
            Segment(unit.block, unit.text, target, route="sample", html=marked, issues=proof.read(sentence), score=-0.4)
        )
    title, subhead, body = segments.assemble(
        units, [one.target for one in paired], source.headline, source.subhead, source.body, language,
        html=[one.html for one in paired],
    )  # fmt: skip
    made = translations.add(
        store, TranslatedFrom(source.uri, source.version, source.language), language,
        headline=title, subhead=subhead, body=body, dateline=source.dateline, route=f"sample:{source.language}>{language}",
        models="sample 1.0", segments=paired, now=now,
    )  # fmt: skip
    assert made


def found(newsroom: Newsroom) -> Stocked:
    """Where things are in a stocked newsroom."""
    uris: dict[tuple[str, str], str] = {}
    stories: dict[str, str] = {}
    with opened(newsroom.config().store) as store:
        articles = overview.articles(store)
    for file in INBOX:
        name, language, _ = file.split(".")
        official = next(a for a in articles if a.headline == headline(f"{name}.{language}"))
        stories[name] = official.story
        uris |= {(name, a.language): a.uri for a in articles if a.story == official.story}
    return Stocked(newsroom, uris, stories)

"""Other words for one sentence, asked of the engines while a person waits; one set of engines for everybody."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pipeline import routes, segments
from pipeline.config import Config
from pipeline.errors import ActError, EngineError
from pipeline.glossary import Glossary
from pipeline.model import Block, BlockKind, Engine, Line, Suggestion
from pipeline.sheets import DATELINE, Base

if TYPE_CHECKING:
    from pipeline.translate import Prepared

IDLE = 300.0  # seconds after which nobody seems to ask any more, and the models leave memory
PATIENCE = 30.0  # seconds to wait while the engines answer somebody else
WANTED = 4  # candidates asked of an engine: its beam
REMEMBERED = 500  # sentences whose answers are kept


class Suggesting:
    """Asks the engines for single sentences; they are loaded at the first question and closed when none comes.

    May be used from several threads: questions are answered one after another, so ten people do not load ten models.
    """

    def __init__(self, config: Config, *, idle: float = IDLE, clock: Callable[[], float] = time.monotonic) -> None:
        self._config = config
        self._idle = idle
        self._clock = clock
        self._lock = threading.Lock()
        self._engines: Mapping[str, Engine] | None = None
        self._used = 0.0
        self._timer: threading.Timer | None = None
        self._answers: OrderedDict[tuple[object, ...], tuple[Suggestion, ...]] = OrderedDict()

    @property
    def awake(self) -> bool:
        """Whether engines are at hand now."""
        return self._engines is not None

    def known(self, base: Base, line: Line) -> tuple[Suggestion, ...]:
        """What the engines answered for a sentence when somebody asked before; nothing if nobody did."""
        return self._answers.get(_name(base, line), ())

    def ask(self, base: Base, line: Line, glossary: Glossary) -> tuple[Suggestion, ...]:
        """Translations of one sentence, the best first, prepared and checked as a run does it.

        Raises ActError where no engine goes from its language to that of the text, or engines are busy or fail.
        """
        if not line.segment.source.strip() or line.segment.block == DATELINE:
            raise ActError("there is nothing here for an engine to translate")
        if not self._lock.acquire(timeout=PATIENCE):
            raise ActError("the engines are busy with other sentences; ask again in a moment")
        try:
            found = self._asked(base, line, glossary)
        except EngineError as error:
            raise ActError("the engine could not answer: {}", error) from error
        finally:
            self._used = self._clock()
            self._wait(self._idle)
            self._lock.release()
        self._answers[_name(base, line)] = found
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        return found

    def close_if_idle(self) -> bool:
        """Give back the memory of the models if nobody asked for a while; returns whether they are gone."""
        with self._lock:
            left = self._used + self._idle - self._clock()
            if self._engines is not None and left > 0:
                self._wait(left)
                return False
            self._close()
        return True

    def close(self) -> None:
        """Give back the memory of the models now."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for engine in (self._engines or {}).values():
            engine.close()
        self._engines = None

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._engines is None:
            return
        self._timer = threading.Timer(seconds, self.close_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _asked(self, base: Base, line: Line, glossary: Glossary) -> tuple[Suggestion, ...]:
        from pipeline.plan import engines
        from pipeline.translate import several

        if self._engines is None:
            self._engines = engines(self._config)
        pairs = {name: engine.pairs() for name, engine in self._engines.items()}
        source, target = base.source.language, base.ours.language
        route = routes.find(pairs, source, target, pinned=self._config.translation.routes)
        if route is None:
            raise ActError("no engine here translates from {} to {}", source, target)
        found = [several(one, route, self._engines, WANTED) for one in _prepared(base, line, glossary)]
        if len(found) == 1:
            return tuple(
                Suggestion(number, one.target, "engine", _score(one.score), routes.describe(one.route))
                for number, one in enumerate(found[0], 1)
            )
        # Several sentences in one line: their best ones together; the second best of each make no text.
        joined = ("" if segments.unspaced(target) else " ").join(many[0].target for many in found)
        return (Suggestion(1, joined, "engine", note=routes.describe(route)),)


def _name(base: Base, line: Line) -> tuple[object, ...]:
    return base.source.language, base.ours.language, line.segment.source, line.segment.block < 0, line.source_html


def _score(mean: float | None) -> float | None:
    """A mean log-probability as a number from 0 to 1."""
    return round(min(math.exp(mean), 1.0), 3) if mean is not None else None


def _prepared(base: Base, line: Line, glossary: Glossary) -> list[Prepared]:
    """The sentences of a line, made ready as those of an article are."""
    from pipeline.segments import capitals
    from pipeline.translate import sentence

    source, block = base.source, line.segment.block
    kind = source.body[block].kind if 0 <= block < len(source.body) else BlockKind.HEADING
    words = capitals.lexicon((one.text for one in source.body), source.language)
    text, html = line.segment.source, line.source_html
    whole = block == segments.HEADLINE
    units = [segments.Unit(block, text, "")] if whole else segments.units("", "", (Block(kind, text),), source.language)
    marked = segments.read(html, text) if html else None
    return [
        sentence(
            unit.text,
            source.language,
            base.ours.language,
            glossary,
            words,
            kind=kind,
            headline=whole,
            marks=segments.cut(marked, unit.start, unit.start + len(unit.text)) if marked else (),
        )
        for unit in units
    ]

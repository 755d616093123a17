"""Render what changed in one channel: the files of items, then pages, then the newest items, then the whole channel.

The order is that of readers' ways: whatever a file leads to is in place before it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from pipeline import changelog, feeds, formats
from pipeline.config import Config
from pipeline.errors import OutputError
from pipeline.formats import Format
from pipeline.model import Article, Channel, Document, Feed, FeedPage, Front, Image, Item, PubStatus, Withdrawn
from pipeline.pictures import FOLDER, file_name, shown
from pipeline.run.writing import Writer
from pipeline.store import Store, pictures, published, written
from pipeline.store.published import Carried
from pipeline.store.written import Written

TOGETHER = 100  # items rendered at a time

Made = TypeVar("Made")


@dataclass
class Printing:
    """One channel being brought up to date.

    `began` dates a feed in which nothing ever stood; `digest` is of all that decides over its files but the stories.
    What one output cannot make is told and tried again with the next publish; everything else goes on, and what must
    not be out any more goes even where nothing can be made in its place.
    """

    store: Store
    config: Config
    channel: Channel
    writer: Writer
    now: datetime
    began: datetime
    digest: str
    shelf: feeds.Shelf = field(init=False)
    formats: list[Format] = field(init=False)
    heads: dict[tuple[str, str], Feed] = field(init=False, default_factory=dict)
    leaving: set[str] = field(init=False, default_factory=set)  # languages in whose feeds something is to go
    changed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.shelf = formats.shelf(self.channel)
        self.formats = formats.of(self.channel)

    def everything(self) -> None:
        """Write all that must be written; items are noted as shown once no file failed."""
        due = published.due(self.store, self.channel.id)
        self.leaving = {row.language for row in due if row.status is not PubStatus.USABLE}
        failed = len(self.writer.failed)
        for some in _batches(due):
            self._items(some)
        self._pages(due)
        self._newest()
        self._channel()
        self._obsolete()
        sequence = self._changes()
        self.writer.clear()
        with self.store.write():
            published.note(self.store, f"told {self.channel.id}", str(sequence))
        if len(self.writer.failed) == failed:
            published.show(self.store, due)

    def _items(self, rows: Sequence[Carried]) -> None:
        """The files of single items, and those that stand in place of what was withdrawn."""
        items, withdrawn = self._read(rows)
        for row in rows:
            self._pictures(row)
            kept: set[str] = set()
            failed: set[str] = set()
            for one in self.formats if row.language in self.channel.languages else ():
                feed = self._head(one, row.language)
                key = (row.language, row.uri)
                if key in items:
                    files = self._made(one, row.uri, one.render_item, feed, items[key])
                    if files is None:
                        failed.add(one.name)
                else:
                    files = self._made(one, row.uri, one.render_withdrawn, feed, withdrawn[key])
                file = self._file(one, row.language, owner=row.uri)
                kept |= self.writer.write_all(file, files or {}, f"{self.channel.id}/{row.language}/")
            had = written.of_owner(self.store, self.channel.id, row.language, row.uri)
            self.writer.obsolete(path for path, output in had.items() if path not in kept and output not in failed)

    def _made(self, one: Format, what: str, render: Callable[..., Made] | None, *given: object) -> Made | None:
        """What an output makes; None, and a line in the report, where it cannot.

        A theme is somebody else's program: whatever it raises must not keep a kill from the other outputs.
        """
        if render is None:
            return None
        try:
            return render(*given)
        except OutputError as error:
            self.writer.failed.append(str(error))
        except Exception as error:
            told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self.writer.failed.append(f"{one.name} of {self.channel.id} cannot be made for {what}: {told[:300]}")
        return None

    def _pictures(self, row: Carried) -> None:
        """The image files of an item, before anything leads to them; those that nothing shows any more are to go."""
        shown = row.status is PubStatus.USABLE and row.language in self.channel.languages
        found = pictures.of(self.store, row.uri, row.version) if shown else ()
        folder = f"{self.channel.id}/{FOLDER}/"
        names = {file_name(one): one for one in found}
        for name, one in names.items():
            path = f"{folder}{name}"
            if not self.writer.unchanged(path, one.sha256):
                file = Written(path, "", 0, self.channel.id, "", FOLDER, state=one.sha256)
                self.writer.write(file, pictures.content(self.store, one.sha256))
        gone = written.show_pictures(self.store, self.channel.id, row.language, row.uri, names.keys())
        self.writer.obsolete(f"{folder}{name}" for name in gone)

    def _pages(self, due: Sequence[Carried]) -> None:
        """The pages that hold what changed, and the one before the newest, which may lead to it now."""
        for one in self.formats:
            if one.render_page is None or one.page_name is None:
                continue
            touched = {(row.language, _page(row.number, one.page_size)) for row in due}
            for tag in self.channel.languages:
                last = _page(self._last(tag), one.page_size)
                if (tag, last) in touched and last > 1:
                    touched.add((tag, last - 1))
            for tag, page in sorted(touched):
                if tag in self.channel.languages:
                    self._page(one, tag, page)

    def _page(self, one: Format, tag: str, page: int) -> None:
        assert one.render_page is not None
        rows = published.numbered(
            self.store, self.channel.id, tag, (page - 1) * one.page_size + 1, page * one.page_size
        )
        items, withdrawn = self._read(rows)
        feed = self._feed(
            one,
            tag,
            [items[key] for row in rows if (key := (row.language, row.uri)) in items],
            [withdrawn[key] for row in rows if (key := (row.language, row.uri)) in withdrawn],
            sequence=max((row.sequence for row in rows), default=0),
        )
        name = self._page_name(one, tag, page)
        after = self._page_name(one, tag, page + 1) if page < _page(self._last(tag), one.page_size) else ""
        steady = after == (one.page_name(page + 1, one.page_size) if one.page_name else "")
        place = FeedPage(
            page,
            name,
            one.filename,
            previous=self._page_name(one, tag, page - 1) if page > 1 else "",
            next=after if steady else "",
        )
        path = f"{self.channel.id}/{tag}/{name}"
        file = replace(self._file(one, tag), path=path, page=page, updated=feed.updated)
        content = self._made(one, path, one.render_page, replace(feed, page=place))
        had = written.of_page(self.store, self.channel.id, tag, one.name, page)
        self.changed = True
        if content is not None:
            self.writer.write(file, content)
        if content is not None or tag in self.leaving:
            self.writer.obsolete(former for former in had if former != path or content is None)

    def _newest(self) -> None:
        """The documents of the newest items; time alone can change them, so each is looked at every time."""
        for tag in self.channel.languages:
            gone = published.left(self.store, self.channel.id, tag, since=self.now - self.channel.notices)
            windows = {one.name: self._window(one, tag) for one in self.formats if one.render}
            documents = [(one, windows[one.name]) for one in self.formats if one.render]
            changed = [(one, rows) for one, rows in documents if not self._stands(one, tag, rows, gone)]
            if changed:  # what several outputs show is read once
                read = self._read(list({row.uri: row for _, rows in (*changed, (None, gone)) for row in rows}.values()))
                for one, rows in changed:
                    self._document(one, tag, rows, gone, *read)

    def _window(self, one: Format, tag: str) -> list[Carried]:
        """The newest items that an output shows of a feed."""
        most, age = one.window(self.channel.policy(tag), self.channel.options.get(one.name))
        since = self.now - age if age is not None else None
        return published.newest(self.store, self.channel.id, tag, limit=most, since=since)

    def _stands(self, one: Format, tag: str, rows: list[Carried], gone: list[Carried]) -> bool:
        path = f"{self.channel.id}/{tag}/{one.filename}"
        return self.writer.unchanged(path, self._state(one, tag, rows, gone))

    def _state(self, one: Format, tag: str, rows: list[Carried], gone: list[Carried]) -> str:
        shown = [[(row.uri, row.sequence) for row in some] for some in (rows, gone)]
        told = [self.digest, shown, self._page_behind(one, tag, rows)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def _page_behind(self, one: Format, tag: str, rows: list[Carried]) -> str:
        """The newest of the pages behind a document; "" where there is none, or they hold nothing more."""
        if not one.page_name or not published.more(self.store, self.channel.id, tag, len(rows)):
            return ""
        last = _page(self._last(tag), one.page_size)
        return self._page_name(one, tag, last) if last else ""

    def _document(
        self,
        one: Format,
        tag: str,
        rows: list[Carried],
        gone: list[Carried],
        items: dict[tuple[str, str], Item],
        withdrawn: dict[tuple[str, str], Withdrawn],
    ) -> None:
        assert one.render is not None
        feed = self._feed(
            one,
            tag,
            [items[row.language, row.uri] for row in rows],
            [withdrawn[row.language, row.uri] for row in gone],
            sequence=max((row.sequence for row in (*rows, *gone)), default=0),
        )
        if one.page_name:
            older = self._page_behind(one, tag, rows)
            feed = replace(feed, page=FeedPage(0, one.filename, one.filename, previous=older))
        path, state = f"{self.channel.id}/{tag}/{one.filename}", self._state(one, tag, rows, gone)
        file = replace(self._file(one, tag), path=path, state=state, updated=feed.updated)
        content = self._made(one, path, one.render, feed)
        self.changed = True
        if content is not None:
            self.writer.write(file, content)
        elif tag in self.leaving:
            self.writer.obsolete([path])

    def _channel(self) -> None:
        """What a channel has once for all languages: lists of its feeds and pages, style sheets."""
        whole = [one for one in self.formats if one.render_channel or one.render_assets]
        paths = [f"{self.channel.id}/{one.channel_filename}" for one in whole if one.render_channel]
        if not self.changed and all(self.writer.unchanged(path, self.digest) for path in paths):
            return
        front = self._front()
        for one in whole:
            own = replace(front, options=self.channel.options.get(one.name))
            file = replace(self._file(one, ""), state=self.digest)
            assets = self._made(one, "style sheets", one.render_assets, own)
            kept = self.writer.write_all(file, assets or {}, f"{self.channel.id}/")
            path = f"{self.channel.id}/{one.channel_filename}"
            content = self._made(one, path, one.render_channel, own)
            if content is not None:
                self.writer.write(replace(file, path=path), content)
            if assets is not None:
                had = written.of_page(self.store, self.channel.id, "", one.name, 0)
                self.writer.obsolete(former for former in had if former not in kept | {path})

    def _front(self) -> Front:
        self.writer.flush()
        known = {one.name: one for one in self.formats}
        heads = [self._feed(None, tag) for tag in self.channel.languages]
        titles = {head.language: head.title for head in heads}
        documents = [
            Document(
                path=file.path.removeprefix(f"{self.channel.id}/"),
                output=file.output,
                language=file.language,
                media_type=known[file.output].media_type,
                title=titles[file.language],
                updated=file.updated,
                page=file.page,
            )
            for file in written.of_channel(self.store, self.channel.id)
            if file.output in known and file.language in titles and file.updated and not self.writer.leaves(file.path)
        ]
        updated = max([one.updated for one in documents], default=self.began)
        url = f"{self.config.site.url}/{self.channel.id}/"
        _, sequence = published.last_change(self.store, self.channel.id)
        return Front(self.config.site, self.channel.id, url, updated, tuple(heads), tuple(documents), sequence)

    def _changes(self) -> int:
        """The channel's list of changes, which is the last thing a publish puts in place; returns its sequence."""
        count, sequence = published.last_change(self.store, self.channel.id)
        full = count // changelog.SIZE
        for page in range(1, full + 1):
            path = f"{self.channel.id}/{changelog.page_name(page)}"
            if not self.writer.unchanged(path, self.digest):
                self._change_page(path, page, page * changelog.SIZE, self.digest)
        path, state = f"{self.channel.id}/{changelog.FILENAME}", f"{self.digest} {sequence}"
        if not self.writer.unchanged(path, state):
            self._change_page(path, full + 1, count, state)
        return sequence

    def _change_page(self, path: str, page: int, last: int, state: str) -> None:
        first = (page - 1) * changelog.SIZE + 1
        found = published.changes_numbered(self.store, self.channel.id, first, last)
        before = published.changes_numbered(self.store, self.channel.id, first - 1, first - 1)
        after = before[0].sequence if before else 0
        content = changelog.render(self.config.site, self.channel.id, found, self.shelf, page=page, after=after)
        file = Written(path, "", 0, self.channel.id, "", changelog.NAME, state=state)
        self.writer.write(file, content)

    def _obsolete(self) -> None:
        """Files of outputs and languages that the channel no longer has."""
        self.writer.flush()
        names = {one.name for one in self.formats} | {changelog.NAME, FOLDER}
        self.writer.obsolete(
            file.path
            for file in written.of_channel(self.store, self.channel.id)
            if file.output not in names or (file.language and file.language not in self.channel.languages)
        )

    def _read(self, rows: Sequence[Carried]) -> tuple[dict[tuple[str, str], Item], dict[tuple[str, str], Withdrawn]]:
        """Rows as what outputs take, by language of the feed and URI: items, and those that were withdrawn."""
        usable = [row for row in rows if row.status is PubStatus.USABLE]
        texts = published.texts(self.store, usable)
        known = published.places(self.store, self.channel.id, (row.story for row in usable))
        languages = set(self.channel.languages)
        places = {story: [place for tag, place in some if tag in languages] for story, some in known.items()}
        items = {
            (row.language, row.uri): feeds.item(
                self.config.site,
                self.channel.id,
                replace(texts[row.uri, row.version], updated=row.updated),
                _place(row),
                places.get(row.story, ()),
                self.shelf,
                sequence=row.sequence,
                images=self._images(texts[row.uri, row.version]),
            )
            for row in usable
        }
        gone = {(row.language, row.uri): self._withdrawn(row) for row in rows if row.status is not PubStatus.USABLE}
        return items, gone

    def _images(self, article: Article) -> tuple[Image, ...]:
        address = f"{self.config.site.url}/{self.channel.id}/"
        return shown(article, pictures.of(self.store, article.uri, article.version), address)

    def _withdrawn(self, row: Carried) -> Withdrawn:
        instead = None
        if row.replaced_by:
            other = published.of_uri(self.store, self.channel.id, row.language, row.replaced_by)
            if other is not None and other.status is PubStatus.USABLE:
                instead = feeds.sister(self.config.site, self.channel.id, _place(other), self.shelf)
        url = feeds.folder(self.config.site, self.channel.id, row.language)
        return Withdrawn(
            uri=row.uri,
            story=row.story,
            language=row.tag,
            version=row.version,
            name=row.name,
            published=row.published,
            when=row.changed,
            sequence=row.sequence,
            canceled=row.status is PubStatus.CANCELED,
            url=f"{url}{self.shelf.page.format(name=row.name)}" if self.shelf.page else "",
            replaced_by=instead,
        )

    def _feed(
        self,
        one: Format | None,
        tag: str,
        items: Sequence[Item] = (),
        withdrawn: Sequence[Withdrawn] = (),
        *,
        sequence: int = 0,
    ) -> Feed:
        feed = feeds.feed(self.config.site, self.channel, tag, items, withdrawn, began=self.began, sequence=sequence)
        documents = formats.documents(self.channel)
        return replace(feed, formats=documents, options=self.channel.options.get(one.name) if one else None)

    def _head(self, one: Format, tag: str) -> Feed:
        """A feed without its items."""
        key = (one.name, tag)
        if key not in self.heads:
            self.heads[key] = self._feed(one, tag)
        return self.heads[key]

    def _file(self, one: Format, tag: str, *, owner: str = "") -> Written:
        return Written("", "", 0, self.channel.id, tag, one.name, owner=owner)

    def _last(self, tag: str) -> int:
        return published.last_number(self.store, self.channel.id, tag)

    def _page_name(self, one: Format, tag: str, page: int) -> str:
        assert one.page_name is not None
        return one.page_name(page, min(one.page_size, self._last(tag) - (page - 1) * one.page_size))


def _place(row: Carried) -> feeds.Place:
    return feeds.Place(row.tag, row.language, row.uri, row.name, row.link, row.made_from)


def _page(number: int, size: int) -> int:
    return (number - 1) // size + 1


def _batches(rows: Iterable[Carried]) -> Iterator[list[Carried]]:
    """Rows of a story's languages side by side, so that what they share is read once."""
    waiting = iter(sorted(rows, key=lambda row: (row.story, row.language)))
    while some := list(islice(waiting, TOGETHER)):
        yield some

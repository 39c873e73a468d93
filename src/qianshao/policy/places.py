"""Where things stand in a TOML file, for messages; the reader of the standard library does not tell."""

from __future__ import annotations

import re

HEADING = re.compile(r'^\s*\[\s*"?([^\]\["]+?)"?\s*\]')
ITEM = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_-]+)\s*\.\s*([A-Za-z0-9_-]+)\s*\]\]")
KEY = re.compile(r'^\s*"?([A-Za-z0-9_-]+)"?\s*[=.]')


class Places:
    """The lines of tables, of their keys, and of the items in the list of a key, whether they are inline tables or
    headed ``[[table.key]]``. Made for files that are valid TOML; in odd layouts it falls back to the line of the
    table."""

    def __init__(self, text: str) -> None:
        self.tables: dict[str, int] = {"": 1}
        self.keys: dict[tuple[str, str], int] = {}
        self.items: dict[tuple[str, str], list[int]] = {}
        table, key, depth = "", "", 0
        for number, line in enumerate(text.splitlines(), 1):
            bare = _without_texts(line)
            if depth == 0 and (item := ITEM.match(line)):
                table, key = self._item(item.group(1), item.group(2), number)
                continue
            if depth == 0 and (heading := HEADING.match(line)):
                table = heading.group(1)
                self.tables.setdefault(table, number)
                continue
            if depth == 0 and (found := KEY.match(line)):
                key = found.group(1)
                self.keys.setdefault((table, key), number)
            self.items.setdefault((table, key), []).extend([number] * bare.count("{"))
            depth += sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))

    def _item(self, table: str, key: str, number: int) -> tuple[str, str]:
        """An item of its own is a table: ``crowding.ladder.0``."""
        items = self.items.setdefault((table, key), [])
        items.append(number)
        self.keys.setdefault((table, key), number)
        return f"{table}.{key}.{len(items) - 1}", ""

    def line(self, table: str, key: str, item: int | None = None, inner: str = "") -> int:
        """Of the key ``inner`` of the item, else of the item, else of the key, else of the heading of the table."""
        items = self.items.get((table, key), [])
        if item is not None and item < len(items):
            return self.keys.get((f"{table}.{key}.{item}", inner), items[item])
        return self.keys.get((table, key)) or self.tables.get(table, 1)


def _without_texts(line: str) -> str:
    """Brackets and number signs inside quotation marks are none; what follows a number sign is no part of the file."""
    return re.sub(r'"(\\.|[^"\\])*"|\'[^\']*\'', "", line).partition("#")[0]

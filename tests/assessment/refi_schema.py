"""What Project.xsd of REFI-QDA (18 March 2019) says of the elements that are written here: attributes (those with !
have to be there) and children in their order (? at most one, * any number, + at least one)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
WHOLE = re.compile(r"-?\d+")
ANY = re.compile(r"[\s\S]*")
TRUTH = re.compile(r"true|false|0|1")
STAMPS = "creatingUser creationDateTime modifyingUser modifiedDateTime"
TEXT = f"guid! name richTextPath plainTextPath {STAMPS}"
TEXT_PARTS = "Description? PlainTextContent? PlainTextSelection* Coding* NoteRef* VariableValue*"

ELEMENTS = {
    "Project": (
        "name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? NoteRef*",
    ),
    "Users": ("", "User+"),
    "User": ("guid! name id", ""),
    "CodeBook": ("origin", "Codes Sets?"),
    "Codes": ("", "Code+"),
    "Code": ("guid! name! isCodable! color", "Description? NoteRef* Code*"),
    "Sources": ("", "TextSource+"),
    "TextSource": (TEXT, TEXT_PARTS),
    "Notes": ("", "Note+"),
    "Note": (TEXT, TEXT_PARTS),
    "PlainTextSelection": (f"guid! name startPosition! endPosition! {STAMPS}", "Description? Coding* NoteRef*"),
    "Coding": ("guid! creatingUser creationDateTime", "CodeRef NoteRef*"),
    "CodeRef": ("targetGUID!", ""),
    "NoteRef": ("targetGUID!", ""),
    "Description": ("", ""),
    "PlainTextContent": ("", ""),
}
KINDS = {
    "guid": GUID,
    "creatingUser": GUID,
    "targetGUID": GUID,
    "creationDateTime": WHEN,
    "startPosition": WHOLE,
    "endPosition": WHOLE,
    "isCodable": TRUTH,
}


def faults(entry: Element, space: str) -> Iterator[str]:
    name = entry.tag.removeprefix(f"{{{space}}}")
    if name not in ELEMENTS or name == entry.tag:
        yield f"{entry.tag} is not of the schema"
        return
    attributes, children = ELEMENTS[name]
    known = {one.rstrip("!"): one.endswith("!") for one in attributes.split()}
    yield from (f"{name} has no {one}" for one, needed in known.items() if needed and one not in entry.attrib)
    for one, value in entry.attrib.items():
        if one not in known or not KINDS.get(one, ANY).fullmatch(value):
            yield f"{name} {one}={value!r}"
    there = "".join(f"{child.tag.removeprefix(f'{{{space}}}')} " for child in entry)
    order = "".join(f"({re.sub(r'[?*+]', '', one)} ){one[-1] if one[-1] in '?*+' else ''}" for one in children.split())
    if not re.fullmatch(order, there):
        yield f"{name} holds {there}"
    for child in entry:
        yield from faults(child, space)

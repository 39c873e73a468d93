"""From the XML of a submission to one plain value. Pure; entities and type definitions are refused, not expanded."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qianshao.core.problems import Problem
from qianshao.intake.channels.odk.forms import FORM_ID

LARGEST_XML = 256 * 1024
"""Bytes. A full form has five thousand."""

LONGEST_ID = 80
PHOTOS = ("photo_1", "photo_2")
GROUPS = ("wrong", "more")


@dataclass(frozen=True, slots=True)
class Submitted:
    """``fields``: the answers of the shipped form; ``groups``: those to federations' own questions, by group."""

    instance_id: str
    fields: dict[str, str]
    groups: dict[str, dict[str, str]]
    photos: tuple[str, ...]


def submission(xml: bytes) -> Submitted:
    root = _root(xml)
    if root.get("id") != FORM_ID:
        raise Problem("xml.other_form", field="form")
    flat: dict[str, str] = {}
    groups: dict[str, dict[str, str]] = {}
    for node in root:
        name = _name(node)
        if name in GROUPS:
            flat |= _texts(node)
        elif name.startswith("of_"):
            groups[name] = _texts(node)
        elif name != "meta":
            flat[name] = _text(node)
    photos = tuple(dict.fromkeys(flat.pop(name) for name in PHOTOS if flat.get(name)))
    given = {name: text for name, text in flat.items() if text and name not in PHOTOS}
    return Submitted(_instance_id(root), given, groups, photos)


def _root(xml: bytes) -> Element:
    if len(xml) > LARGEST_XML:
        raise Problem("body.too_large", limit=f"{LARGEST_XML // 1024} KB")
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Problem("xml.unreadable") from None
    return root


def _instance_id(root: Element) -> str:
    for node in root.iter():
        if _name(node) == "instanceID":
            text = _text(node)
            if text and text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST_ID:
                return text
    raise Problem("xml.no_instance")


def _texts(group: Element) -> dict[str, str]:
    return {_name(node): _text(node) for node in group}


def _text(node: Element) -> str:
    return (node.text or "").strip()


def _name(node: Element) -> str:
    """Without the name space: each client writes its own prefixes."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""

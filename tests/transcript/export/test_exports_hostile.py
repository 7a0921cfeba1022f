"""Hostile text changes nothing but the text, in every static form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import mistune
import pytest

from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.export.markdown import to_markdown
from agents_widget.transcript.export.plain import to_plain
from agents_widget.transcript.schema import Transcript

CORPUS = Path(__file__).parents[2] / "hostile" / "payloads.json"
PAYLOADS: list[dict[str, str]] = json.loads(CORPUS.read_text(encoding="utf-8"))
CATEGORIES = sorted({payload["category"] for payload in PAYLOADS})

TEXT_ELEMENTS = {
    "p",
    "strong",
    "em",
    "s",
    "del",
    "bdi",
    "code",
    "sup",
    "pre",
    "blockquote",
    "hr",
    "br",
    "a",
    "ul",
    "ol",
    "li",
}
FRAME_ELEMENTS = {"html", "head", "body", "style", "section", "div", "details", "summary", "img"}
TABLE_ELEMENTS = {"table", "thead", "tbody", "tr", "th", "td"}
LIST_ELEMENTS = {"blockquote", "ul", "ol", "li"}
ELEMENTS = (
    TEXT_ELEMENTS | FRAME_ELEMENTS | TABLE_ELEMENTS | LIST_ELEMENTS | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
OUR_ATTRIBUTES = {"class", "data-status", "data-kind", "data-state", "dir"}
ATTRIBUTES = OUR_ATTRIBUTES | {"rel", "href", "src", "alt", "start", "colspan", "rowspan"}
PICTURE = r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+"
ODD_SCHEME = re.compile(r"\s*(?!https?:|mailto:)[\w+.-]+:", re.IGNORECASE)
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def transcript_of(*entries: dict[str, Any], **facts: Any) -> Transcript:
    rows = [{"id": f"e{number}", **entry} for number, entry in enumerate(entries, 1)]
    return Transcript.from_dict({"status": "done", "entries": rows, **facts})


def parsed(html: str) -> Element:
    """The document a browser makes of it."""
    return html5lib.parse(f"<body>{html}", namespaceHTMLElements=False)


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def hostile(text: str) -> Transcript:
    """A transcript that has a text wherever text can be."""
    said = {"text": text, "agent": text}
    call = {"kind": "tool_call", "tool": text, "arguments": text, "output": text, "log": text, "agent": text}
    return transcript_of(
        {"kind": "user", "text": text},
        {"kind": "message", **said},
        {"kind": "message", "format": "json", **said},
        {"kind": "message", "state": "retracted", **said},
        {"kind": "reasoning", **said},
        call | {"traceback": text, "call_id": text, "display": {"text/html": text, "image/png": text}},
        {"kind": "message", "parent": "e6", **said},
        call | {"display": {"text/html": f"<table><tr><td title='{text}' rowspan=2>{text}</table>{text}"}},
        {"kind": "handoff", "source": text, "target": text},
        {"kind": "guardrail", "guardrail": text, **said},
        {"kind": "error", "error": text, "hint": text, "traceback": text, **said},
        {"kind": "notice", "text": text},
        {"kind": text or "notice", "text": text},
        {"kind": "message", "state": text, "format": text, **said},
        call | {"state": text, "summary": text, "schema": {text: text}, "display": {text: text}},
        {"kind": "message", "agent": "Last", "text": "The **end**."},
        detail=text,
        model=text,
        status=text,
        abilities=[text],
        calls=[{"id": "m1", "model": text, "agent": text}],
        lanes=[{"id": "a1", "name": text}],
    )


PLACING = {
    "style": r"text-align:(left|right|center)|overflow-x:auto|min-width:\d+em",
    "width": r"\d\d\d?%",
    "colspan": "5",
}


def dangers(html: str) -> Iterator[str]:
    """All that has no place in a static transcript."""
    root = parsed(html)
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag not in ELEMENTS:
            yield f"element {element.tag}"
        for name, value in element.attrib.items():
            if re.fullmatch(PLACING.get(name, ""), value):
                continue
            if name not in ATTRIBUTES:
                yield f"attribute {name}={value}"
            if name == "href" and not re.match("https?://|mailto:", value, re.IGNORECASE):
                yield f"link to {value}"
            if name == "src" and not re.fullmatch(PICTURE, value):
                yield f"load of {value}"
    if UNSEEN.search(html):
        yield "a character that cannot be seen"
    (section,) = list(root.iter("section"))
    if text_of(section[-1]).strip() != "Last\nThe end.":
        yield "an end that is not the end"
    if [text_of(style) for style in root.iter("style")] != [STYLE]:
        yield "a style"


STYLE = text_of(next(parsed(to_html(transcript_of())).iter("style")))


@pytest.mark.parametrize("category", CATEGORIES)
def test_hostile_text_is_only_text_in_html(category: str) -> None:
    for payload in PAYLOADS:
        if payload["category"] == category:
            found = list(dangers(to_html(hostile(payload["text"]))))
            assert not found, (payload, found)


def nodes(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from nodes(token.get("children", []))


@pytest.mark.parametrize("category", CATEGORIES)
def test_hostile_text_is_only_text_in_markdown(category: str) -> None:
    """Read by the parser that nbconvert uses, which is not the one that wrote it."""
    read = mistune.create_markdown(escape=False, renderer="ast", plugins=["table", "strikethrough"])
    for payload in PAYLOADS:
        if payload["category"] != category or (category == "size" and payload["id"] != "size-01"):
            continue
        markdown = to_markdown(hostile(payload["text"]))
        tokens: Any = read(markdown)
        kinds = {token["type"] for token in nodes(tokens)}
        links = [token["attrs"]["url"] for token in nodes(tokens) if token["type"] == "link"]

        assert not kinds & {"block_html", "inline_html", "image"}, payload
        assert not [link for link in links if re.match(r"\s*(?!https?:|mailto:)[\w+.-]+:", link, re.I)], (
            payload
        )
        assert tokens[-1] == {
            "type": "paragraph",
            "children": [
                {"type": "text", "raw": "The "},
                {"type": "strong", "children": [{"type": "text", "raw": "end"}]},
                {"type": "text", "raw": "."},
            ],
        }, payload
        assert not UNSEEN.search(markdown), payload


HALF_ADDRESSES = (
    "https://[bad/p.png",
    "https://",
    "http:///path",
    "https:// b.example",
    "https://a.example:99999/",
    "https://1.2.3.456/",
    "https://[::1%25eth0]/",
    "https://xn--a-\u00e4.example/",
    "https://exa^mple.org/",
    "//example.org/x",
    "/api/contents",
    "docs/page.md",
    "#part",
    "ftp://example.org/x",
)


@pytest.mark.parametrize("address", HALF_ADDRESSES)
@pytest.mark.parametrize("form", ["[it]({})", "![it]({})", "<{}>", "[it][r]\n\n[r]: {}"])
def test_what_is_no_whole_address_is_no_link(address: str, form: str) -> None:
    """A page would complete it by its own server's."""
    transcript = transcript_of({"kind": "message", "text": form.format(address)})
    tokens: Any = mistune.create_markdown(escape=False, renderer="ast")(to_markdown(transcript))

    assert not list(parsed(to_html(transcript)).iter("a"))
    assert not [token for token in nodes(tokens) if token["type"] in ("link", "image")]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "HTTP://Example.org:8080/a(b)?c=[d]#e",
        "http://127.0.0.1/",
        "http://[::1]:80/x",
        "https://b\u00fccher.example/",
        "https://user@example.org./x_y",
        "mailto:ada@example.org?subject=Hi",
    ],
)
def test_a_whole_address_is_a_link(address: str) -> None:
    transcript = transcript_of({"kind": "message", "text": f"[it]({address})"})

    assert [text_of(link) for link in parsed(to_html(transcript)).iter("a")] == ["it"]
    assert f"[it]({address})" in to_markdown(transcript)


def test_html_in_a_footnote_is_text_to_readers_that_know_footnotes_and_to_others() -> None:
    markdown = to_markdown(transcript_of({"kind": "message", "text": "a[^1]\n\n[^1]: b\n\n    <img src=x>"}))

    assert "<img" not in markdown


def test_an_address_in_brackets_is_kept_in_markdown() -> None:
    text = "See <https://example.org/a_b?c=d> or <ada@example.org>, not <b> or <javascript:x>."
    markdown = to_markdown(transcript_of({"kind": "message", "text": text}))

    assert (
        "See <https://example.org/a_b?c=d> or <ada@example.org>, not &lt;b> or &lt;javascript:x>." in markdown
    )


@pytest.mark.parametrize("mark", ["[", "*", ">", "![", "a**b", "- x\n", "1. a\n", "a|b\n"])
def test_what_is_all_marks_stays_as_it_is(mark: str) -> None:
    """A parser takes seconds over it, and there is nothing to read in it."""
    transcript = transcript_of({"kind": "message", "text": mark * 30_000})
    html, markdown = parsed(to_html(transcript)), to_markdown(transcript)

    (block,) = html.iter("pre")
    assert text_of(block).startswith(mark * 1_000)
    assert markdown.split("\n\n", 1)[1].startswith(f"**Assistant**\n\n```\n{mark * 1_000}")


@pytest.mark.parametrize("category", CATEGORIES)
def test_hostile_text_moves_nothing_in_plain_text(category: str) -> None:
    for payload in PAYLOADS:
        if payload["category"] == category:
            text = to_plain(hostile(payload["text"]))
            assert not UNSEEN.search(text), payload
            assert text.endswith("\n\nLast:\n    The **end**.\n"), payload


@pytest.mark.parametrize("write", [to_html, to_markdown, to_plain])
def test_calls_in_calls_in_calls_are_cut(write: Callable[[Transcript], str]) -> None:
    chain = [
        {"id": f"e{at}", "kind": "tool_call", "tool": f"t{at}", "parent": f"e{at - 1}" if at else None}
        for at in range(2_000)
    ]
    text = write(Transcript.from_dict({"status": "done", "entries": chain}))

    assert "t19" in text
    assert "t20" not in text
    assert "nested deeper" in text


def test_the_corpus_is_large_and_its_ids_are_its_own() -> None:
    assert len({payload["id"] for payload in PAYLOADS}) == len(PAYLOADS) >= 1_000
    assert len({(payload["category"], payload["text"]) for payload in PAYLOADS}) == len(PAYLOADS)


@pytest.mark.parametrize(
    "text",
    [
        "\u202e(https://evil.example)",
        "\u202e(javascript:alert(1))",
        "\u202e[r]\n\n[r]: https://evil.example",
        "\u202e: https://evil.example",
        "[`\u202e](javascript:alert(1)) `",
        "!\u202e(https://evil.example/p.png)",
    ],
)
def test_what_stands_for_a_reordering_character_is_only_text(text: str) -> None:
    """It is written in brackets, of which Markdown would make a link."""
    transcript = transcript_of({"kind": "message", "text": text})
    html, markdown = parsed(to_html(transcript)), to_markdown(transcript)
    tokens: Any = mistune.create_markdown(escape=False, renderer="ast")(markdown)

    assert "[U+202E]" in text_of(html)
    assert "U+202E" in json.dumps(tokens)
    assert not [link.attrib for link in html.iter("a") if text_of(link) == "[U+202E]"]
    links = [token["attrs"]["url"] for token in nodes(tokens) if token["type"] in ("link", "image")]
    assert links in ([], ["https://evil.example"] if "[r]:" in text else [])

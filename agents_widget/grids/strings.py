"""Every word of a grid's page in a saved notebook, in each language that the view has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .rows import GridStatus, RowState


@dataclass(frozen=True)
class Words:
    """The words of one language; names in braces are filled in."""

    status: Mapping[GridStatus, str] = field(
        default_factory=lambda: {
            "running": "Running",
            "waiting": "Waiting",
            "done": "Done",
            "stopped": "Stopped",
        }
    )
    state: Mapping[RowState, str] = field(
        default_factory=lambda: {
            "queued": "not begun",
            "running": "running",
            "waiting": "waiting",
            "done": "done",
            "failed": "failed",
            "cancelled": "stopped",
        }
    )
    ended: str = "{ended} of {total} runs"
    cost: str = "{cost} spent"
    unfinished: str = "when this was written: what came after it is not in here"
    agent: str = "Agent"
    difference: str = "Difference to {agent}"
    failed: str = "Failed"
    time: str = "Time"
    tokens: str = "Tokens"
    input: str = "Input"
    answer: str = "Answer"
    state_title: str = "State"
    failures: str = "Failed runs"
    rows: str = "Runs"
    first_rows: str = "The first {shown} of {total} runs"
    more: str = "{count} more are in the notebook's kernel, or in the store."


_GERMAN = Words(
    status={"running": "Läuft", "waiting": "Wartet", "done": "Fertig", "stopped": "Gestoppt"},
    state={
        "queued": "nicht begonnen",
        "running": "läuft",
        "waiting": "wartet",
        "done": "fertig",
        "failed": "gescheitert",
        "cancelled": "gestoppt",
    },
    ended="{ended} von {total} Läufen",
    cost="{cost} ausgegeben",
    unfinished="als dies geschrieben wurde: Was danach kam, fehlt hier",
    agent="Agent",
    difference="Unterschied zu {agent}",
    failed="Gescheitert",
    time="Zeit",
    tokens="Token",
    input="Eingabe",
    answer="Antwort",
    state_title="Zustand",
    failures="Gescheiterte Läufe",
    rows="Läufe",
    first_rows="Die ersten {shown} von {total} Läufen",
    more="{count} weitere sind im Kernel des Notebooks oder im Speicherordner.",
)
_JAPANESE = Words(
    status={"running": "実行中", "waiting": "待機中", "done": "完了", "stopped": "停止"},
    state={
        "queued": "未開始",
        "running": "実行中",
        "waiting": "待機中",
        "done": "完了",
        "failed": "失敗",
        "cancelled": "停止",
    },
    ended="{total} 件中 {ended} 件の実行",
    cost="費用 {cost}",
    unfinished="これが書かれた時点のもので、以後のことは含まれません",
    agent="エージェント",
    difference="{agent} との差",
    failed="失敗",
    time="時間",
    tokens="トークン",
    input="入力",
    answer="回答",
    state_title="状態",
    failures="失敗した実行",
    rows="実行",
    first_rows="{total} 件のうち最初の {shown} 件",
    more="ほかの {count} 件はノートブックのカーネルまたは保存先にあります。",
)
ENGLISH = Words()
_WORDS = {"de": _GERMAN, "ja": _JAPANESE}


def words_of(language: str) -> Words:
    """Give the words of a language by its code; English ones where there are no others."""
    return _WORDS.get(language[:2].lower(), ENGLISH)

"""Traditional characters of the words that transcripts are built of, so that one list of words serves both scripts."""

from __future__ import annotations

TRADITIONAL = (
    "時間點對訪談採電話單記錄題標編號來關鍵詞備註會長處書廠經辦員師職區縣總鎮說發問體務學場輪個"
    "編聯絡報紀錄據師傅導該幹領進眾"
)
SIMPLIFIED = (
    "时间点对访谈采电话单记录题标编号来关键词备注会长处书厂经办员师职区县总镇说发问体务学场轮个"
    "编联络报纪录据师傅导该干领进众"
)
_TABLE = str.maketrans(TRADITIONAL, SIMPLIFIED)


def simplified(text: str) -> str:
    """As long as the text, so that places in it stay. Other traditional characters stay as they are."""
    return text.translate(_TABLE)

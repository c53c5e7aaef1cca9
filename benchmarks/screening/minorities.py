"""Names written from other languages in Han characters, and what becomes of them."""

from __future__ import annotations

import random
from typing import Final

from benchmarks.screening import slips

MINORITY: Final = [
    "阿依古丽",
    "古丽娜尔",
    "帕提古丽",
    "热依汗古丽",
    "阿依努尔",
    "玛依拉",
    "迪丽拜尔",
    "茹仙古丽",
    "阿米娜",
    "塔吉古丽",
    "祖丽菲娅",
    "吾尔古丽",
    "卓玛央金",
    "次仁卓玛",
    "格桑拉姆",
    "阿孜古丽",
]
FATHERS: Final = [
    "买买提",
    "艾合买提",
    "吐尔逊",
    "阿不都热合曼",
    "玉素甫",
    "依明",
    "卡德尔",
    "艾力",
    "巴图尔",
    "托合提",
    "司马义",
    "热合曼",
    "努尔麦麦提",
    "阿布力孜",
    "库尔班",
    "沙吾提",
]


def name(dice: random.Random) -> str:
    return f"{dice.choice(MINORITY)}·{dice.choice(FATHERS)}"


def dots(dice: random.Random, name: str) -> str:
    return name.replace("·", dice.choice(["•", "‧", "・", ".", "", " ", "-"]))


def other_writing(dice: random.Random, name: str) -> str:
    able = [at for at, one in enumerate(name) if one in "依丽娜尔提买古卡力马司玛"]
    if not able:
        return slips.homophone(dice, name)
    at = dice.choice(able)
    twin = {
        "马": "麻",
        "司": "斯",
        "玛": "马",
        "依": "伊",
        "丽": "莉",
        "娜": "那",
        "尔": "儿",
        "提": "题",
        "买": "麦",
        "古": "姑",
        "卡": "喀",
        "力": "利",
    }
    return name[:at] + twin[name[at]] + name[at + 1 :]


def spelt(dice: random.Random, name: str) -> str:
    return " ".join("".join(slips.latin(part)) for part in name.split("·")).upper()


def turned(dice: random.Random, name: str) -> str:
    return "·".join(reversed(name.split("·")))


def one_name(dice: random.Random, name: str) -> str:
    return name.split("·")[0]

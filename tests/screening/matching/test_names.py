"""Names as they are written: every writing of one name says more than chance, other names speak against."""

from __future__ import annotations

import pytest

from screening.matching.likeness import Likeness, compare_names
from screening.matching.names import names_in
from screening.matching.sounds import coarse, divide, of_surname, slurred, spelt


def alike(one: str, other: str) -> Likeness:
    return max(compare_names(a, b) for a in names_in(one) for b in names_in(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("刘晓东", "劉曉東"),
        ("刘晓东", "刘 晓\u200b东"),
        ("王堃", "王坤"),
        ("闫小明", "阎小明"),
        ("肖红梅", "萧红梅"),
        ("曾秀英", "ZENG XIUYING"),
        ("单丽梅", "Shan Limei"),
        ("吕梅香", "LYU MEIXIANG"),
        ("吕梅香", "LV MEIXIANG"),
        ("吕梅香", "LU MEIXIANG"),
        ("王小明", "WONG Siu Ming"),
        ("张慧敏", "CHEUNG Wai Man"),
        ("蔡英文", "TSAI Ing-wen"),
        ("曹小明", "TSO Siu Ming"),
        ("易慧敏", "YICK Wai Man"),
        ("岑子心", "SHUM Tsz Sum"),
        ("曲晓明", "CHU Hsiao-ming"),
        ("司马小明", "SZEMA Siu Ming"),
        ("李淑芬", "LEE Shu-fen"),
        ("陈雪梅", "CHEN Hsueh-mei"),
        ("陈雪梅", "Xuemei Chen"),
        ("欧阳娜娜", "OUYANG Nana"),
        ("欧阳娜娜", "AU YEUNG Na Na"),
        ("李玥", "李yue"),
        ("张丽娟", "丽娟张"),
        ("张慧兰", "李红（曾用名：张慧兰）"),
        ("张慧兰", "李红 原名:张慧兰"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿衣古丽买买提"),
        ("阿依古丽·买买提", "AYIGULI MAIMAITI"),
        ("阿依古丽·买买提", "买买提·阿依古丽"),
        ("李华美", "李huamei"),
        ("李华美", "LI 华美"),
        ("王小明", "WONG 小明"),
        ("王平", "王平老师"),
        ("张慧兰", "李红（曾用姓名：张慧兰）"),
        ("张慧兰", "李红(小名张慧兰)"),
        ("张慧兰", "李红，本名：张慧兰"),
    ],
)
def test_one_name_in_two_writings_weighs_much(one: str, other: str) -> None:
    assert alike(one, other).bits > 7.5
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize("sign", ["?", "□", "*", "〓", "\ue123", "[女+洁]", "{女洁}", "某"])
def test_an_unknown_character_speaks_neither_for_nor_against(sign: str) -> None:
    assert 0 < alike(f"王{sign}华", "王丽华").bits < alike("王丽华", "王丽华").bits


@pytest.mark.parametrize(
    ("one", "other"), [("王小明", "李丽娜"), ("张伟", "陈静"), ("张伟", "LI NA"), ("John Smith", "王小明")]
)
def test_other_names_speak_against(one: str, other: str) -> None:
    assert alike(one, other).bits < -3


def test_what_is_rare_says_more() -> None:
    assert alike("逄懿堃", "逄懿堃").bits > alike("王秀英", "王秀英").bits + 3
    assert alike("王秀英", "王秀英").bits > alike("王秀英", "王秀莹").bits > alike("王秀英", "王秀娥").bits


def test_a_given_name_that_reads_like_a_label_stays_one() -> None:
    assert [name.raw for name in names_in("王小名")] == ["王小名"]


def test_surnames_are_read_in_their_own_way() -> None:
    assert [of_surname(name) for name in ("单", "曾", "仇", "欧阳")] == [
        ("shan",),
        ("zeng",),
        ("qiu",),
        ("ouyang",),
    ]


def test_spellings_are_read() -> None:
    assert "xiao" in spelt("hsiao")
    assert "zhi" in spelt("chih")
    assert ("xiao", "ming") in divide("xiaoming")
    assert coarse("zoeng") == coarse("cheung")
    assert coarse("waa") == coarse("wah")
    assert slurred("zhang") == slurred("zan")

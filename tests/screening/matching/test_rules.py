"""How a person and a banned person are compared."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation.rulebook import read_file
from registry.people.rules import check_digit
from screening.matching.data import FOLD_TABLE, FOLDS, TABLES
from screening.matching.rules import (
    MATCHER_VERSION,
    Document,
    Identity,
    Judgement,
    State,
    ban_keys,
    canonical,
    document_body,
    judge,
    name_key,
    strong_keys,
    worker_keys,
    worst,
)
from screening.matching.threshold import threshold

births = st.dates(date(1960, 1, 1), date(1999, 12, 31))
bodies = st.builds(lambda birth, seq: f"369999{birth:%Y%m%d}{seq:03}", births, st.integers(0, 999))
names = st.sampled_from(["王小明", "李娜", "欧阳娜娜", "阿依古丽·买买提", "张伟"])
documents = st.one_of(
    st.builds(lambda body: Document("01", body + check_digit(body)), bodies),
    st.builds(
        Document, st.sampled_from(["06", "07", "08"]), st.sampled_from(["H12345678", "12345678", "E7654321"])
    ),
)
identities = st.builds(
    Identity,
    names=st.lists(names, max_size=2).map(tuple),
    documents=st.lists(documents, max_size=2).map(tuple),
    birth_dates=st.lists(st.sampled_from([date(1990, 1, 1), date(1991, 2, 3)]), max_size=1).map(tuple),
    sex=st.sampled_from([None, "male", "female"]),
)


def person(name: str, number: str = "", kind: str = "01", birth: date | None = None) -> Identity:
    return Identity(
        names=(name,),
        documents=(Document(kind, number),) if number else (),
        birth_dates=(birth,) if birth else (),
    )


def features(judgement: Judgement) -> dict[str, bool]:
    return {piece.feature: piece.agrees for piece in judgement.evidence}


NUMBER = "369999199001010018"
SUMS = {
    "fold_v2": "698c3d3e68c9c3a6111a37eaa2c72902425ac5a7c99d05f28bbaa2c6ebfa0952",
    "readings_v1": "6a605cada59516a9e0eb36b37ec4de70fa91d3cda3e9e1c19ed3109ce092bb7f",
    "cantonese_v1": "1c3778a6591474558ecfbc1deef54f4453ff7edfe045c4560036ae5edcc1a6c7",
    "surnames_v2": "220c6926e52e38c5e5d2d2df6c13fe3cbe731bab7e01ccdd9663ee4d5531da06",
    "look_alikes_v1": "3ab3c8d9306d894a41bb9d4816dc70d84332244915376c153a1af983ea423094",
    "lunar_v1": "13609547d7faaa28c4831eb2591859e2a506384fd2212e59b471b938aef0513c",
    "frequency_v1": "32888640f893e5f1e0f5ab1c71f73a9f137b46c48b6ef083ce25ce1d036bc0a5",
}


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        "369999199001010012",  # wrong check digit
        "369999900101001",  # the old 15 digits
        "36999919900101001",  # check digit left out
        "36999919900101001*",
        "３６９９９９１９９００１０１００１８",
        "369999 1990 0101 0018",
        "369999-19900101-0018",
        "36999919900l0lOO18",  # letters for digits
        "369999199001010018\u200b",
    ],
)
def test_the_same_document_is_strong_however_it_is_written_and_whatever_the_name(written: str) -> None:
    judgement = judge(person("王小明", NUMBER), person("李四", written))
    assert judgement.state is State.STRONG
    assert features(judgement)["name"] is False


@pytest.mark.parametrize("ban_kind", ["01", "02", "04", "09"])
def test_a_number_of_18_digits_is_the_same_document_under_any_kind(ban_kind: str) -> None:
    assert judge(person("王", NUMBER), person("李", NUMBER, ban_kind)).state is State.STRONG


@pytest.mark.parametrize(
    "name, banned",
    [
        ("刘晓东", "劉曉東"),
        ("刘晓东", "刘 晓 东"),
        ("刘晓东", "刘\u200b晓东"),
        ("王堃", "王坤"),
        ("闫小明", "阎小明"),
        ("肖红", "萧红"),
        ("付敏", "傅敏"),
        ("髙洁", "高潔"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("王小明", "王大（曾用名：王小明）"),
        ("John Smith", "JOHN  SMITH"),
        ("René Müller", "RENE MULLER"),
    ],
)
def test_the_same_name_and_birth_date_is_possible_however_the_name_is_written(name: str, banned: str) -> None:
    birth = date(1990, 1, 1)
    assert judge(person(name, birth=birth), person(banned, birth=birth)).state is State.POSSIBLE


def test_the_birth_date_inside_the_number_counts_as_one() -> None:
    judgement = judge(person("王小明", NUMBER), person("王小明", birth=date(1990, 1, 1)))
    assert judgement.state is State.POSSIBLE


def test_a_usual_name_alone_or_a_birth_date_alone_is_clear() -> None:
    assert judge(person("王丽", birth=date(1990, 1, 5)), person("王丽"), 10_000).state is State.CLEAR
    different = judge(
        person("王小明", birth=date(1990, 1, 5)), person("李娜", birth=date(1990, 1, 5)), 10_000
    )
    assert different.state is State.CLEAR
    assert features(different) | {"chance": False} == {"name": False, "birth_date": True, "chance": False}


def test_a_rare_name_alone_is_looked_at() -> None:
    assert judge(person("逄懿堃", birth=date(1990, 1, 5)), person("逄懿堃"), 10_000).state is State.POSSIBLE


def test_the_same_name_and_birth_date_are_looked_at_however_long_the_list() -> None:
    same = person("王丽", birth=date(1990, 1, 5))
    judgement = judge(same, msgspec.structs.replace(same, sex="male"), 10**9)
    assert judgement.bits < threshold(10**9)
    assert judgement.state is State.POSSIBLE


def test_the_same_number_on_documents_of_different_kinds_is_only_possible() -> None:
    judgement = judge(person("王小明", "E12345678", "08"), person("李娜", "E12345678", "09"))
    assert judgement.state is State.POSSIBLE
    assert features(judgement)["number"] is True


def test_a_renewed_permit_is_the_same_document() -> None:
    assert judge(person("王", "H1234567801", "06"), person("李", "H12345678", "06")).state is State.STRONG


@pytest.mark.parametrize("masked", ["369999********0018", "H1234****", ""])
def test_a_masked_number_gives_no_document_key(masked: str) -> None:
    assert not [key for key in ban_keys(person("王", masked, "08")) if key.strong]


def test_the_card_of_a_foreigner_is_not_read_as_digits() -> None:
    assert document_body("ISL360119901234") is None


@given(identities, identities)
def test_the_same_document_is_strong_and_has_a_strong_key(one: Identity, other: Identity) -> None:
    judgement = judge(one, other)
    shared = set(worker_keys(one)) & set(ban_keys(other))
    assert features(judgement).get("document", False) == any(key.strong for key in shared)
    if any(key.strong for key in shared):
        assert judgement.state is State.STRONG
    assert strong_keys(one) == {key for key in worker_keys(one) if key.strong}


def test_a_slip_of_a_number_is_found_and_no_strong_key() -> None:
    slip = "369999199001020018"
    shared = set(worker_keys(person("王", slip))) & set(ban_keys(person("李", NUMBER)))
    assert {key.kind for key in shared} == {"near", "area_tail"} - (
        {"area_tail"} if len(shared) == 1 else set()
    )
    assert not any(key.strong for key in shared)


@given(identities, identities)
def test_the_judgement_is_the_same_from_both_sides(one: Identity, other: Identity) -> None:
    assert judge(one, other).state is judge(other, one).state


@given(identities)
def test_a_person_with_any_key_matches_themselves(one: Identity) -> None:
    assume(worker_keys(one))
    assert judge(one, one).state is not State.CLEAR


@given(identities, documents)
def test_learning_another_document_never_lowers_a_judgement(one: Identity, more: Document) -> None:
    banned = Identity(documents=(more,), names=("王小明",))
    before = judge(one, banned).state
    after = judge(Identity(one.names, (*one.documents, more), one.birth_dates, one.sex), banned).state
    order = list(State)
    assert order.index(after) >= order.index(before)
    assert after is State.STRONG


@given(identities, identities)
def test_the_canonical_line_is_equal_exactly_when_the_compared_facts_are(
    one: Identity, other: Identity
) -> None:
    facts = [(sorted(worker_keys(each)), each.sex) for each in (one, other)]
    if canonical(one) == canonical(other):
        assert facts[0] == facts[1]
    assert canonical(one) == canonical(
        Identity(tuple(reversed(one.names)), tuple(reversed(one.documents)), one.birth_dates, one.sex)
    )


def test_evidence_shows_no_full_name_number_or_birth_date() -> None:
    judgement = judge(person("王小明", NUMBER), person("王小明", NUMBER))
    shown = " ".join(piece.person + piece.banned for piece in judgement.evidence)
    assert "王小明" not in shown
    assert "0101001" not in shown
    assert "1990-01-01" not in shown


def test_the_worst_of_several_judgements_counts() -> None:
    strong, clear = Judgement(State.STRONG, ()), Judgement(State.CLEAR, ())
    assert worst([clear, strong, clear]) is State.STRONG
    assert worst([]) is State.CLEAR


def test_folding_leads_straight_to_its_end() -> None:
    assert not {fold.target for fold in FOLDS} & {fold.source for fold in FOLDS}
    assert len({fold.source for fold in FOLDS}) == len(FOLDS)


def test_every_folded_character_survives_normalisation() -> None:
    assert [fold for fold in FOLDS if unicodedata.normalize("NFKC", fold.source) != fold.source] == []


@given(st.text(max_size=12))
def test_a_name_key_of_a_name_key_is_itself(written: str) -> None:
    once = name_key(written)
    assert name_key(once) == once


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_frozen_under_their_versions(table: str) -> None:
    # Keys in the database were made with them: a change is a new file and a new version.
    content = read_file("screening.matching.data", f"{table}.tsv").encode()
    assert hashlib.sha256(content).hexdigest() == SUMS[table]
    assert table[0] + table.rpartition("_v")[2] in MATCHER_VERSION
    assert FOLD_TABLE[ord("東")] == "东"

"""Charts say what they show, keep to the scale, and carry nothing that the content policy forbids."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from foundation.web.charts import WIDTH, Part, Row, bar_chart, line_chart, ring_chart, stacked_bar_chart

SVG = "{http://www.w3.org/2000/svg}"
PARTS = [Part("ready", 75, "valid"), Part("pending", 0, "attention"), Part("not met", 25, "stopped")]
ALL = [
    bar_chart("t", "d", PARTS),
    stacked_bar_chart("t", "d", [Row("centre", PARTS)]),
    line_chart("t", "d", PARTS),
    ring_chart("t", "d", 0.5),
]


def drawn(chart: Markup) -> Element:
    return fromstring(str(chart))


def rects(chart: Markup, css: str) -> list[Element]:
    return [one for one in drawn(chart).iter(f"{SVG}rect") if css in one.attrib["class"].split()]


def words(chart: Markup) -> list[str]:
    return [one.text or "" for one in drawn(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", ALL)
def test_a_chart_has_title_and_description(chart: Markup) -> None:
    root = drawn(chart)
    assert root.attrib["role"] == "img"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]


@pytest.mark.parametrize("chart", ALL)
def test_a_chart_carries_no_inline_style_and_no_script(chart: Markup) -> None:
    for one in drawn(chart).iter():
        assert one.tag not in {f"{SVG}style", f"{SVG}script"}
        assert not [name for name in one.attrib if name == "style" or name.startswith("on")]


def test_a_stacked_bar_shares_the_whole_width_by_value() -> None:
    chart = stacked_bar_chart("t", "d", [Row("centre", PARTS)])
    assert [float(one.attrib["width"]) for one in rects(chart, "fill")] == [WIDTH * 0.75, WIDTH * 0.25]
    assert [float(one.attrib["x"]) for one in rects(chart, "fill")] == [0, WIDTH * 0.75]
    assert words(chart) == ["centre", "100"]


def test_bars_are_measured_against_the_longest() -> None:
    chart = bar_chart("t", "d", [Part("a", 200), Part("b", 50)])
    assert [float(one.attrib["width"]) for one in rects(chart, "fill")] == [WIDTH, WIDTH / 4]


def test_a_part_without_value_is_not_drawn() -> None:
    assert not rects(bar_chart("t", "d", PARTS), "fill--attention")


@pytest.mark.parametrize(
    "share, shown", [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1, "100%"), (7, "100%")]
)
def test_a_ring_says_all_or_nothing_only_when_it_is_so(share: float, shown: str) -> None:
    assert words(ring_chart("t", "d", share)) == [shown]


def test_an_empty_ring_has_no_arc() -> None:
    assert not [
        one for one in drawn(ring_chart("t", "d", 0)).iter(f"{SVG}circle") if "ring" in one.attrib["class"]
    ]


def test_a_line_rises_with_its_values_and_names_the_last() -> None:
    chart = line_chart("t", "d", [Part("1", 0), Part("2", 50), Part("3", 100)])
    (line,) = drawn(chart).iter(f"{SVG}polyline")
    heights = [float(point.split(",")[1]) for point in line.attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2])
    assert "100" in words(chart)


def test_many_points_do_not_crowd_the_axis() -> None:
    chart = line_chart("t", "d", [Part(f"day {number}", number) for number in range(365)])
    assert len([word for word in words(chart) if word.startswith("day")]) <= 7


@pytest.mark.parametrize(
    "chart", [bar_chart("t", "d", []), line_chart("t", "d", []), stacked_bar_chart("t", "d", [])]
)
def test_nothing_to_show_is_still_a_chart(chart: Markup) -> None:
    assert drawn(chart).attrib["viewBox"]


def test_words_are_escaped() -> None:
    chart = bar_chart("<b>&", "</desc><script>", [Part("<script>alert(1)</script>", 1)])
    assert "<script" not in chart
    assert drawn(chart)[0].text == "<b>&"


def test_a_long_name_is_cut_to_the_width() -> None:
    assert words(bar_chart("t", "d", [Part("名" * 60, 1)]))[0] == "名" * 27 + "…"

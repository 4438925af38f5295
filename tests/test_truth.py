"""The scorers over labelled text count what they say, and call nothing measured that has few labels."""

from __future__ import annotations

from benchmarks import metamorphic
from benchmarks.truth import counts, labels, pages, rules, spans, speakers
from benchmarks.truth.__main__ import SCORERS


def count(domain: str, right: int, said: int) -> counts.Count:
    return counts.Count(
        measure="m", language="en", domain=domain, right=right, said=said, found=right, labelled=said, labels=said
    )


def test_a_cell_with_few_labels_is_not_measured():
    few = "\n".join(counts.table(counts.cells([count("echo.example", 49, 49)])))
    assert "not measured: all 49, en 49" in few
    enough = "\n".join(counts.table(counts.cells([count("echo.example", 45, 50)])))
    assert "0.900" in enough
    assert "not measured" not in enough


def test_a_site_and_its_subdomains_are_in_one_fold():
    assert counts.registered("news.echo.co.uk") == counts.registered("www.echo.co.uk") == "echo.co.uk"
    assert counts.registered("sport.echo.com") == "echo.com"
    assert len({counts.fold_of(f"site{n}.example") for n in range(200)}) == counts.FOLDS


def test_a_label_where_the_caption_does_not_end_its_credit_is_not_measured():
    caption = "The quay. Photo by Ann Dorley /AFP"
    assert spans.closed("Photo by Ann Dorley /AFP", caption)
    assert not spans.closed("Photo by Ann Dorley", caption)
    assert not spans.closed("Quayworks", "Quayworks’s new crane")
    records = [
        {"text": caption, "gold_credit": credit, "credit_place": "inside", "domain": f"d{n}.example", "lang": "en"}
        for n, credit in enumerate(["Photo by Ann Dorley", ["Ann Dorley /AFP", "Ann Dorley /AFP"]])
    ]
    assert [(one.domain, one.right) for one in spans.credits_in_markup(records)] == [("d1.example", 1)]


def test_a_credit_that_a_collection_calls_a_paragraph_is_on_neither_side():
    wire = "The quay at Bexley, where the boats lie idle on Friday, May 3, 2024. (AP Photo/Ann Dorley)"
    assert all(map(labels.credited, [wire, "Reuters/Ann Dorley", "Photograph: Ann Dorley", "Getty Images"]))
    assert not any(
        map(labels.credited, [pages.SENTENCE, "The strike goes on (AP)", "Reuters reported it.", "Ann Dorley"])
    )
    text = f"{wire}\n\n{pages.SENTENCE}"
    blocks = [{"start": 0, "end": len(wire), "label": "p"}]
    (one,) = spans.captions([{"text": text, "domain": "echo.example", "blocks": blocks}])
    assert one.said == 0


def test_wrapping_moves_no_character():
    text = "The council met on Tuesday and agreed the budget for the coming year. " * 5 + "\n\nThe end."
    wrapped = speakers.wrap(text)
    assert len(wrapped) == len(text)
    assert wrapped.split() == text.split()
    assert max(map(len, wrapped.split("\n"))) <= speakers.WIDTH


def test_lines_of_a_page_count_on_their_side():
    lines = ["Accept all cookies", pages.SENTENCE, "We use cookies to improve your experience on our site."]
    text = "\n\n".join(lines)
    starts = [text.index(line) for line in lines]
    labels = ["other", "content", "content"]
    blocks = [
        {"start": start, "end": start + len(line), "label": label}
        for start, line, label in zip(starts, lines, labels, strict=True)
    ]
    found, flagged = pages.furniture([{"id": "a", "domain": "echo.example", "text": text, "blocks": blocks}])
    assert (found.found, found.labelled) == (1, 1)
    assert (flagged.right, flagged.said) == (1, 2)


def test_a_speaker_that_is_named_is_right():
    text = '"The wall will hold through the winter," said Mara Whitfield.'
    named = text.index("Mara")
    quote = {"start": 1, "end": text.rindex('"') - 1, "attribution": "1"}
    record = {
        "id": "a", "text": text, "quoted_segments": [quote],
        "attributions": [{"id": "1", "source": [[named, len(text) - 1]]}],
    }  # fmt: skip
    (one,) = SCORERS["speakers"][0]([record])
    assert (one.right, one.said, one.labelled) == (1, 1, 1)


def test_what_changes_where_it_must_not_is_counted():
    quoted = "“We close the pier at noon,” said Jo Lund, the harbour master."
    text = f"The council met.\n\n{quoted}\n\n“And it stays closed,” he said.\n\nThe bells rang."
    added = metamorphic.between(text, metamorphic.FURNITURE)
    assert "Share this article\n\n“We" not in added
    assert "Share this article\n\nThe bells" in added
    before, after = metamorphic.facts([text, text]), metamorphic.facts([added, text.replace(" said Jo Lund", "")])
    changes = dict(metamorphic.compared(before, after))
    assert changes["boilerplate"] == []
    assert [(number, sum(lost.values())) for number, lost, _ in changes["speakers"]] == [(1, 1)]


def test_a_finding_is_right_outside_the_article_and_not_counted_where_no_label_tells():
    labels = [("other", 0, 10), ("content", 12, 30), ("comments", 32, 40)]
    record = {"blocks": [{"label": label, "start": start, "end": end} for label, start, end in labels]}
    found = [("BPL008", "0", place) for place in (0, 9, 12, 31, 35, 99)] + [("BPL009", "0", 29)]
    assert rules.counted([record], found) == {"BPL008": {"right": 2, "wrong": 1}, "BPL009": {"wrong": 1}}

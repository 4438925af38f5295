"""What counts as a quotation, which ones run on, who is quoted, and which marks are amiss."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import catalogues, frames
from provenance.facts import quotations, slices
from provenance.facts.quotations.grammar import grammar
from provenance.languages import attributing, parting
from tests.support import Together, examples

SCHEMA = {
    "row": pl.UInt32,
    "paragraph": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
    "kind": pl.String,
}
Paragraph = str | tuple[str, str]
CAPTION = ("A ferry leaves the old harbour (Jo Doe/AP)", "caption")


def frame(*articles: tuple[Paragraph, ...]) -> pl.DataFrame:
    """Return articles of these paragraphs, as the stage is handed them; a pair gives text and kind."""
    rows = []
    for article, texts in enumerate(articles):
        start = 0
        for number, paragraph in enumerate(texts):
            text, kind = paragraph if isinstance(paragraph, tuple) else (paragraph, "body")
            rows.append((article, number, start, start + len(text), text, kind))
            start += len(text) + 2
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def find(*texts: Paragraph) -> pl.DataFrame:
    return quotations.find(frame(texts))[0]


def find_in(language: str, *texts: Paragraph) -> pl.DataFrame:
    """Return the quotations of an article whose record declares its language."""
    declared = pl.DataFrame({"row": [0], "language": [language]}, schema_overrides={"row": pl.UInt32})
    return quotations.find(frame(texts), declared=declared)[0]


def find_each(texts: list[str], declared: pl.DataFrame | None = None) -> list[pl.DataFrame]:
    """Return the quotations of each of these articles of one paragraph, which are read together."""
    found = quotations.find(frame(*((text,) for text in texts)), declared=declared)[0]
    return [found.filter(pl.col("row") == row) for row in range(len(texts))]


def find_each_in(articles: list[tuple[str, str]]) -> list[pl.DataFrame]:
    """Do so of articles whose records declare their languages; each is a pair of language and text."""
    languages, texts = zip(*articles, strict=True)
    rows = pl.int_range(len(texts), dtype=pl.UInt32, eager=True)
    return find_each(list(texts), pl.DataFrame({"row": rows, "language": languages}))


def find_each_german(texts: list[str]) -> list[pl.DataFrame]:
    return find_each_in([("de", text) for text in texts])


def find_each_french(texts: list[str]) -> list[pl.DataFrame]:
    return find_each_in([("fr", text) for text in texts])


def quoted(*texts: Paragraph) -> list[str]:
    return find(*texts)["text"].to_list()


def speakers(*texts: Paragraph) -> list[str | None]:
    return find(*texts)["speaker"].to_list()


def flaws(*texts: Paragraph) -> list[tuple[str, str]]:
    return quotations.find(frame(texts))[1].select("kind", "text").rows()


@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("The mayor called it “a fair deal” and left.", ["a fair deal"], "curly"),
        ('The mayor called it "a fair deal" and left.', ["a fair deal"], "straight"),
        ("The mayor called it ‘a fair deal’ and left.", ["a fair deal"], "single"),
        ("The mayor called it 'a fair deal' and left.", ["a fair deal"], "single"),
        ("Die Leiterin nannte es „einen guten Plan“ und ging.", ["einen guten Plan"], "low"),
        ("Die Leiterin nannte es »einen guten Plan« und ging.", ["einen guten Plan"], "angle"),
        ("Le maire parle d’« un bon accord » et part.", ["un bon accord"], "angle"),
        ("La alcaldesa habló de «un buen acuerdo» y se fue.", ["un buen acuerdo"], "angle"),
        ("Chefen kallade det ”en bra plan” och gick.", ["en bra plan"], "curly"),
        ("The mayor called it ''a fair deal'' and left.", ["a fair deal"], "typewriter"),
        ("The mayor called it ``a fair deal'' and left.", ["a fair deal"], "typewriter"),
        ("市長は「公平な取引」と述べた。", ["公平な取引"], "corner"),
        ("鎮長說：「這是公平的『交易』。」", ["這是公平的『交易』。"], "corner"),
    ],
)
def test_every_convention_of_marks(text: str, words: list[str], marks: str, together: Together) -> None:
    found = together(find_each, text=text)
    assert found["text"].to_list() == words
    assert found["marks"].unique().to_list() == [marks]
    assert found["closed"].all()


@pytest.mark.parametrize(
    "text",
    [
        "Her boss’ view of the ’90s: ’tis all over, the workers’ choir said.",
        "It's the dogs' bowl, and rock 'n' roll of the '90s.",
        'A 12" pipe meets a 14" pipe, and the keeper is 6\'2" tall.',
        "The O’Briens don’t mind; the girls’ school’s roof leaks.",
        "The winner (41‘‘) was glad, and the second (3.14‘47‘‘) less so.",
        'See <a href="https://example.org/news">the page</a>.',
    ],
)
def test_apostrophes_measures_and_markup_quote_nobody(text: str, together: Together) -> None:
    assert together(find_each, text=text).is_empty()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Now shown: the film " Harbour "; then " Nine Boats "; the play " Fog "; in Films .', ["Harbour", "Nine Boats", "Fog"]),
        ("Es gilt: ” Wer wartet, der friert “. So war es.", ["Wer wartet, der friert"]),
        ("Auf dem Niveau eines “ Bechers „. Es war „kalt“.", ["Bechers", "kalt"]),
        ("Klicken Sie auf » Start – Steuerung « – das Fenster geht auf.", ["Start – Steuerung"]),
        ("Cita ”La lancha no sale“ y otro ”y Pilar la espera“.", ["La lancha no sale", "y Pilar la espera"]),
        ("Der einzige „richtige′′ Weg führt über den „alten″ Kai.", ["richtige", "alten"]),
        ("Der Turm ist 6′ 2″ hoch, „nicht mehr“.", ["nicht mehr"]),
        ('The harbour is called "open "The ferries come again.', ["open"]),
        ("She wrote, “Let it go, I”m going home.”", ["Let it go, I”m going home."]),
        ("See the detailed “How To”s, and more.", ["How To"]),
        ("Ansamblul ,,Portul” vine, apoi,, pleacă.", ["Portul"]),
        ("Sie sah ihren ,,Bruder‘‘ am Kai und ging.", ["Bruder"]),
        ("Où est parti ce bateau ,,demande Jo", []),
        ('WESTHAVEN (AP) " The quay was opened.', []),
        ("Ein Beitrag der Redaktion '' Häfen und Schiffe", []),
        ("Also faster: ```python list()```", []),
    ],
)  # fmt: skip
def test_marks_that_stand_free_face_outwards_or_were_replaced(text: str, words: list[str]) -> None:
    found = find(text)
    assert found["text"].to_list() == words
    assert found["closed"].all()


@pytest.mark.parametrize(
    "texts",
    [
        ("“Some people say, “I do not care” – and they go home.", "“So you see,” Jo Roe said."),
        ('"They left. Then "old" boats came, and "new" ones too.', '"So I stand with them," Jo Roe said.'),
        ('Jo Roe says: "We stood there, and it was wet.', 'Some stones did "fall down", so wear a hat."'),
        ("„Er nahm das Geld, kam zurück und sprach: „Ich habe gefehlt.“", "Da ging er fort vom Kai“ (Buch 3)."),
        (
            '„Es kamen viele. Dabei halfen "alte" Fischer, die alles kannten.',
            'Später fuhren sie weiter," sagte Jo Roe.',
        ),
        ("“The quay is shut.", "Ferry hits the pier in Westhaven storm", "Boats for sale", "“It opens in May.”"),
    ],
)
def test_what_a_running_quotation_quotes_and_lines_within_it_do_not_end_it(texts: tuple[str, ...]) -> None:
    found = find(*texts)
    assert found["quotation"].n_unique() == 1
    assert found["continues"].to_list() == [True, False]
    assert found["closed"].last()


@pytest.mark.parametrize(
    "between",
    [("Nobody objected.",), ("She had said “never”",), ("One", "Two", "Three", "Four", "Five", "Six")],
)
def test_a_sentence_or_many_lines_end_a_quotation(between: tuple[str, ...]) -> None:
    first = find("He said: “The quay is shut.", *between, "“It opens in May.”").row(0, named=True)
    assert (first["closed"], first["continues"]) == (False, False)


def test_a_mark_that_was_parted_from_its_words_closes_them() -> None:
    found = find("She calls the plan “the end.", "” The mayor spoke of another plan.")
    assert found.select("text", "closed", "continues").rows() == [("the end.", True, False)]
    assert flaws("She calls the plan “the end.", "” The mayor spoke of another plan.") == []


def test_arrows_of_links_close_no_quotation() -> None:
    assert flaws("Le plan est « un échec ».", "Toutes les actualités »", "» Le fil", "Accueil » Port » Bateaux") == []
    assert flaws("Le plan est « un échec ».", "La ville attend. » Elle part.") == [("stray-close", "»")]
    assert flaws("Le plan est « un échec ».", "La ville attend», dit-il.") == [("stray-close", "»")]


def test_an_apostrophe_does_not_close_a_single_mark() -> None:
    assert quoted("‘The workers’ rights matter,’ said Ana Roe.") == ["The workers’ rights matter,"]


def test_a_quotation_within_a_quotation_belongs_to_it() -> None:
    assert quoted("“She told us ‘never again’ and left,” he said.") == ["She told us ‘never again’ and left,"]
    assert quoted("‘She told us “never again” and left,’ he said.") == ["She told us “never again” and left,"]


def test_a_quotation_that_goes_on_may_quote_in_the_same_marks() -> None:
    found = find('Roe said: "He was the "old man" of the port and left.', '"We go."')
    assert found["text"].to_list() == ['He was the "old man" of the port and left.', "We go."]
    assert found["quotation"].to_list() == [0, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"He was the "old man" of the port." So it was.', ['He was the "old man" of the port.']),
        ('"We met the "old man" there. "He is well." We left.', ['We met the "old man" there.', "He is well."]),
        ('He said "the port would be "quiet" this year. "We go."', ["the port would be", "quiet", "We go."]),
        ('"Ask them: \'Do you go?\' "If they do, we go."', ["Ask them: 'Do you go?'", "If they do, we go."]),
    ],
)
def test_a_quotation_may_quote_in_the_same_marks(text: str, words: list[str]) -> None:
    assert quoted(text) == words


def test_a_nested_german_quotation_may_end_with_the_outer_one() -> None:
    text = "„Ich dachte: ‚Wie soll ich hier abschlagen‘“, erklärte Jo Roe. „Wir sind bereit.“"
    assert quoted(text) == ["Ich dachte: ‚Wie soll ich hier abschlagen‘", "Wir sind bereit."]


def test_inches_do_not_close_a_curly_quotation() -> None:
    text = '“It is 4\' 6" deep; a 12" plank is all that saves you,” she said.'
    assert quoted(text) == ['It is 4\' 6" deep; a 12" plank is all that saves you,']
    assert flaws(text) == []


def test_a_low_quotation_may_close_after_a_space() -> None:
    found = find("Roe: „Wir sind noch nicht so weit. “", "Poe: „Wir schon.“")
    assert found["closed"].to_list() == [True, True]


def test_angles_open_before_single_angles() -> None:
    assert quoted("Er sprach von »einem Schritt« zur »›Ruhe und Ordnung‹-Haltung der Stadt«.") == [
        "einem Schritt",
        "›Ruhe und Ordnung‹-Haltung der Stadt",
    ]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("″The quay is open,″ said Jo Roe.", [("The quay is open,", "straight")]),
        ("At 12′ 30″ N the ″old″ ship sank.", [("old", "straight")]),
        ("The ″old 5″ pipe broke.", [("old 5", "straight")]),
        ("The pipe is 5″ wide and 6″ long.", []),
        ("“The clock shows a “budget” that goes to 0″.", [("The clock shows a “budget” that goes to 0", "curly")]),
        ("The 5″ pipe, ″old as it is, broke.", []),
        ("＂The quay is open,＂ said Jo Roe.", [("The quay is open,", "straight")]),
        ("他说＂今天港口开放＂，市长说。", [("今天港口开放", "straight")]),
        ("‚Der Kai ist offen‘, sagte Anna Lund.", [("Der Kai ist offen", "single")]),
        ("‚Der Kai ist offen’, sagte Anna Lund.", [("Der Kai ist offen", "single")]),
        ("Er nannte ihn ‚groß‘ und ‚der Hafens‘ in Lund.", [("groß", "single"), ("der Hafens", "single")]),
        ("„Der ‚alte‘ Kai ist offen“, sagte Anna Lund.", [("Der ‚alte‘ Kai ist offen", "low")]),
        ("The ‘old’ quay, ‘open’.", [("old", "single"), ("open", "single")]),
    ],
)
def test_marks_of_other_glyphs_are_marks(text: str, quoted: list[tuple[str, str]], together: Together) -> None:
    assert together(find_each, text=text).select("text", "marks").rows() == quoted


def test_a_garbled_dash_and_an_arrow_are_no_marks() -> None:
    assert quoted("Der Hafen ist jetzt offen â€“ erst seit Mai.") == []
    assert quoted("Wir nehmen 2 Ã„pfel und mehr davon.") == []
    assert quoted("« Kuchen mit Nuss und Zucker") == []


def test_a_single_mark_after_a_colon_runs_on() -> None:
    found = find("He told the crew: 'The port is yours.", "'The boats are too.'")
    assert found["continues"].to_list() == [True, False]


def test_straight_marks_survive_a_misplaced_space() -> None:
    assert quoted('"Come in, "she said. "It is late."') == ["Come in,", "It is late."]


def test_a_running_quotation_is_one_and_its_speaker_goes_along() -> None:
    found = find("The warden said: “The tide came early.", "“We lost two boats.", "“Nobody was hurt.”", "It rained.")
    assert found["quotation"].to_list() == [0, 0, 0]
    assert found["continues"].to_list() == [True, True, False]
    assert found["closed"].to_list() == [False, False, True]
    assert found["speaker"].to_list() == ["The warden"] * 3
    assert found["interrupted_by"].to_list() == [None] * 3


@pytest.mark.parametrize("kind", ["caption", "embed", "boilerplate"])
def test_what_is_not_the_articles_own_text_interrupts(kind: str) -> None:
    found = find("The warden said: “The tide came early.", ("Not the article.", kind), "“We lost two boats.”")
    assert found["quotation"].to_list() == [0, 0]
    assert found["interrupted_by"].to_list() == [kind, None]


def test_what_stands_before_a_paragraph_does_not_interrupt_within_it() -> None:
    found = find(("A caption.", "caption"), 'The warden said: "The tide came early. "We lost two boats."')
    assert found["quotation"].to_list() == [0, 0]
    assert found["interrupted_by"].to_list() == [None, None]


def test_a_notice_or_heading_lets_a_quotation_run_on() -> None:
    found = find("She said: “The tide came early.", ("Updated at noon.", "notice"), ("At sea", "heading"), "“We left.”")
    assert found["quotation"].to_list() == [0, 0]
    assert found["interrupted_by"].to_list() == [None, None]


def test_an_authors_sentence_ends_a_quotation() -> None:
    found = find("“The tide came early.", "The harbour was closed.", "“We lost two boats,” she said.")
    assert found["quotation"].to_list() == [0, 1]
    assert not found["continues"].any()


def test_a_closed_quotation_does_not_run_on() -> None:
    assert find("He spoke of “a bad night”.", "“We lost two boats,” he said.")["quotation"].to_list() == [0, 1]


def test_single_marks_run_on_too() -> None:
    found = find("She said: ‘The tide came early.", "‘We lost two boats.’")
    assert found["continues"].to_list() == [True, False]


def test_a_quotation_may_close_without_having_been_reopened() -> None:
    found = find("“The tide came early.", "We lost two boats,” she said.")
    assert found["text"].to_list() == ["The tide came early.", "We lost two boats,"]
    assert found["quotation"].to_list() == [0, 0]


def test_captions_are_not_read() -> None:
    assert quoted(("A boat called “Grace” (Jo Doe/AP)", "caption")) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We are ready,” she said.", ["she"]),
        ("“We are ready,” said Ana Roe, the harbour master.", ["Ana Roe"]),
        ("“We are ready,” Ana Roe, the harbour master, told reporters on Monday.", ["Ana Roe"]),
        ("“We are ready,” said the new harbour master in a statement.", ["the new harbour master"]),
        ("“Are you ready?” asked Tom.", ["Tom"]),
        ("“Are you ready?” she asked.", ["she"]),
        ("“Are you ready?” Ana Roe, the harbour master of the port, said on Monday.", ["Ana Roe"]),
        ("“Be ready!” the new harbour master, Ana Roe, tweeted.", ["Ana Roe"]),
        ("“Are you ready?” Roe said drily.", ["Roe"]),
        ("“Are you ready?” The crew, nine in all, said that it was.", [None]),
        ("Mr Roe, the harbour master, said: “We are ready.”", ["Mr Roe"]),
        ("Ana Roe (Ind.), who chairs the board, told the local paper: “We are ready.”", ["Ana Roe"]),
        ("On Monday, Sen. Ana Roe said in a speech that the port was “ready for the summer”.", ["Sen. Ana Roe"]),
        ("According to Ana Roe, “the port is ready for summer”.", ["Ana Roe"]),
        ("The port is “ready for the summer”, according to the harbour master.", ["the harbour master"]),
        ("As Ana Roe put it, “time flies when boats leave”.", ["Ana Roe"]),
        ("The port “was ready” for years, Ana Roe said.", ["Ana Roe"]),
        ("“We were not ready” in March, said the harbour master.", ["the harbour master"]),
        ("Ana Roe: “We are ready for the summer.”", ["Ana Roe"]),
        ("“We are ready,” she said. “The boats are too.”", ["she", "she"]),
        ("“We,” she said, “are ready.”", ["she", "she"]),
        ("He smiled at the crew and said “we are ready”.", ["He"]),
        ("They call it the “big wave” here.", ["They"]),
        ("Shadow minister Jo Roe, 52, said the figures showed “a failure of nerve”.", ["Shadow minister Jo Roe"]),
        ("The so-called “big wave” hit the pier.", [None]),
    ],
)
def test_english_speakers(text: str, speaker: list[str | None], together: Together) -> None:
    assert together(find_each, text=text)["speaker"].to_list() == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Theresa May told the crew the port was “ready for the summer”.", "Theresa May"),
        # a passive names whom the words are of, not who says them
        ("The pier was called “a danger to us all” for years.", None),
        ("“We are ready for the summer,” Ana Roe is quoted as saying.", "Ana Roe"),
        # what somebody says he did is said by whoever says so
        ("Ana Roe said she would call the plan “a gift to the town”.", "Ana Roe"),
        ("Ana Roe said the mayor, and she argued he had asked for “a gift to the town”.", "she"),
        # a verb with an object of its own does not turn around
        ("Ana Roe, who wrote “the best book of the year,” thanked the crew for the summer.", "who"),
        # the sentence right before a sentence, also within a paragraph
        ("“We left,” said Ana Roe. Tom Poe told the crew they would stay. “Nobody leaves this port.”", "Tom Poe"),
        (
            "“We left.” The mayor of the town, Jo Poe, said he was shocked. “Nobody leaves this port.”",
            "Jo Poe",
        ),
        ("“We left,” said Ana Roe. “Nobody leaves this port.”", "Ana Roe"),
        # a colon introduces without a verb of speech
        ("“We left,” said Ana Roe. Then she had one more wish: “Nobody leaves this port.”", "she"),
        ("The reason is a simple one for the town: “Nobody leaves this port.”", None),
        ("Q: “Who pays for the pier?”", None),
        ("A.: “The town does, from the spring on.”", None),
        ("Jo Poe’s deputy, Ana Roe, said the port was “ready for the summer”.", "Jo Poe’s deputy"),
        ("Likewise, the crew of the port had this to say: “Nobody leaves this port.”", "the crew"),
        (
            "Before the vote, Harbour Master Ana Roe lobbied for the bill, calling it “a gift to us”.",
            "Harbour Master Ana Roe",
        ),
        ("Ana Roe spoke first. Even the mayor said: “Nobody leaves this port.”", "the mayor"),
        # what is said of somebody
        ("“Who pays for the pier?” Ana Roe said of the plan.", "Ana Roe"),
        # the comma after an apposition was left out
        ("“We are ready,” Ana Roe, a spokeswoman for Mayor Jo Poe told the Echo.", "Ana Roe"),
        ("“We are ready,” the man could be heard saying.", "the man"),
        ("“We are ready,” a voice in the film states.", "a voice in the film"),
        ("“We are ready,” replies Ana Roe.", "Ana Roe"),
        ("“We are ready,” the state harbour board said.", "the state harbour board"),
        ("“We are ready,” said managing director Ana Roe.", "managing director Ana Roe"),
        ("The town has “the best of both worlds,” giving states the power they want.", None),
        ("The slogan “stronger together” has not yet won over the towns, among more rural states.", None),
        ("Ana Roe left. The replies were “very kind for the season”.", None),
        ("Ana Roe rose and added--“nobody leaves this port today”.", "Ana Roe"),
        # a signature
        ("A note on the door: “I will never leave this port.” —Jo Poe", "Jo Poe"),
        ("“I will never leave this port.” – Jo Poe, harbour master", "Jo Poe"),
        ("“I will never leave this port.” — the sea was calm that day", None),
        ("“I will never leave this port.” ― Jo Poe", "Jo Poe"),
        # full stops in an apposition
        ("“We are ready,” Harbour Master Ana Roe, R-Ky., said on Monday.", "Harbour Master Ana Roe"),
        ("“We are ready,” Ana Roe, chief pilot at Ferry Ltd., said in a note.", "Ana Roe"),
        # an office that is named at once
        ("The engineer, Ana Roe, said that “the bridge will be rebuilt”.", "Ana Roe"),
        ("“We are ready,” said the mayor of Lund, Ana M. Roe.", "Ana M. Roe"),
        ("“We are ready,” said the engineer, Roe, who built it.", "the engineer"),
        ("“We are ready,” said the engineer, who, Ana Roe added, was tired.", "the engineer"),
        ("„Wir sind alle bereit“, sagte der Bürgermeister, Jan Roe, am Montag.", "Jan Roe"),
        ("« Nous sommes tous prêts », a déclaré le maire, Jean Roe.", "Jean Roe"),
        ("« Le pont sera refait avant l'hiver, et la ville attend », a déclaré l'ingénieure, Jo Roe.", "Jo Roe"),
        # not those to whom somebody speaks
        ("„Wir sind alle bereit“, sagte Jan Roe der Zeitung.", "Jan Roe"),
        ("„Wir sind alle bereit“, sagte der Sprecher der Stadt.", "der Sprecher der Stadt"),
        ("„Wir sind alle bereit“, sagte Ursula von der Lühe.", "Ursula von der Lühe"),
    ],
)
def test_whose_words_the_last_ones_are(text: str, speaker: str | None, together: Together) -> None:
    assert together(find_each, text=text)["speaker"][-1] == speaker


def test_a_quotation_in_other_marks_is_not_shared() -> None:
    assert speakers("“We left,” said Ana Roe.", '"The tide came early that year."') == ["Ana Roe", None]
    assert speakers("“We left,” said Ana Roe.", "“The tide came early that year.”") == ["Ana Roe", "Ana Roe"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Leiterin des Hafens sagte am Montag: „Wir sind bereit.“", "Die Leiterin des Hafens"),
        ("„Wir sind bereit“, sagte die Leiterin des Hafens.", "die Leiterin des Hafens"),
        ("Nach der Sitzung erklärte der Minister und nicht die Leiterin: „Wir sind bereit.“", "der Minister"),
        ("„Wir sind mit dem Hafen bereit“, so die Leiterin der Stadt.", "die Leiterin der Stadt"),
        (
            "Die Leiterin des Hafens hatte zuvor den Plan der Stadt betont: „Wir sind bereit.“",
            "Die Leiterin des Hafens",
        ),
        ("Der Hafen sei „noch lange nicht bereit“, so ein Sprecher der Stadt.", "ein Sprecher der Stadt"),
        ("„Wir sind mit dem Hafen bereit“, sagte Jo Roe und lachte. Der Hafen ist bereit.", "Jo Roe"),
        # a separable verb reports only with its prefix, wherever that stands
        ("Die Leiterin räumte „schwere Fehler der Stadt“ ein.", "Die Leiterin"),
        ("Die Brücke führte „mitten durch den alten Hafen“ nach Norden.", None),
        # who speaks stands in the nominative; nouns begin with a capital
        ("In den Worten und den Leitsätzen äußerten die Richter „große Bedenken gegen den Plan“.", "die Richter"),
        ("Jo Roe lobte den Hafen und nannte seine Leute „ein Geschenk für die Stadt“.", "Jo Roe"),
        ("Im Mai hatte Ministerin Jo Roe noch zugesichert: „Wir sind für den Sommer bereit.“", "Ministerin Jo Roe"),
        ("„Wir sind für den Sommer bereit“, hatte Jo Roe damals gesagt.", "Jo Roe"),
        ("In der Erklärung heißt es: „Wir sind für den Sommer bereit.“", "der Erklärung"),
        ("„Wir sind für den Sommer bereit“, heißt es in der Erklärung.", "der Erklärung"),
        ("Jo Roe wörtlich: „Wir sind für den Sommer bereit.“", "Jo Roe"),
        # reported speech goes on in the subjunctive
        ("Jo Roe lobte den Plan des Hafens. Die Stadt sei „für den Sommer bereit“.", "Jo Roe"),
        ("Jo Roe lobte den Plan des Hafens. Die Stadt ist „für den Sommer bereit“.", None),
        ("« Nous sommes prêts pour le printemps », sourit Jo Roe, qui dirige le port.", "Jo Roe"),
        ("« Nous sommes prêts pour le printemps », a déclaré le maire de la ville.", "le maire de la ville"),
        ("« Nous sommes prêts pour le printemps », explique-t-il dans une lettre.", "il"),
        ("El alcalde de la ciudad dijo: «Estamos listos para el verano».", "El alcalde de la ciudad"),
        ("« Le quai est fermé », explique à l’AFP Marie Durand.", "Marie Durand"),
        ("« Le quai est fermé », a déclaré à la presse le maire Jean Martin.", "le maire Jean Martin"),
        ("« Le quai est fermé », dit à Marie son frère.", None),
        ("« Le quai est fermé », a-t-elle dit à l’AFP.", "elle"),
        ("“El muelle de la ciudad está cerrado por el viento”, explica a este diario Juan Pérez.", "Juan Pérez"),
        ("“De rigor”, calificó a la Estrategia con la cual se trabaja.", None),
        ("“Il molo è chiuso”, ha detto all’ANSA Mario Rossi.", "Mario Rossi"),
    ],
)
def test_speakers_in_other_languages(text: str, speaker: str | None, together: Together) -> None:
    assert together(find_each, text=text)["speaker"][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # the sentence announces the words by its shape, whatever its verb is
        (
            "Die Kapitänin Eva Poe wagte sich mit den Worten hinaus: „Wir fahren auch bei Sturm.“",
            "Die Kapitänin Eva Poe",
        ),
        ("Im Rat warb Jo Roe für die neue Mole mit den Worten: „Wir fahren auch bei Sturm.“", "Jo Roe"),
        ("Im Rat warb Jo Roe für die neue Mole mit den Worten „wir fahren auch bei Sturm“.", "Jo Roe"),
        ("Das neue Boot weihte er mit folgenden Worten ein: „Wir fahren auch bei Sturm.“", "er"),
        # it ends with a colon
        ("Der Hafenmeister zeigte sich besorgt, dass der Damm nachgibt: „Wir warten auf Regen.“", "Der Hafenmeister"),
        ("Hier wagte die Ministerin eine Prognose: „Wir fahren auch bei Sturm.“", "die Ministerin"),
        ("Jede Schuld am Bruch der Mole wies Roe von sich: „Wir waren nicht am Kai.“", "Roe"),
        ("Gleich zu Beginn gibt Präsidentin Eva Poe den Ton vor: „Wir fahren auch bei Sturm.“", "Präsidentin Eva Poe"),
        ("Der Hafenmeister ist überzeugt: „Wir fahren auch bei Sturm.“", "Der Hafenmeister"),
        ("Sie werden am Kai angefahren: „Wir fahren auch bei Sturm.“", None),
        ("Der Grund ist ein einfacher: „Wir fahren nicht bei Sturm.“", None),
        ("Die Rechnung enthielt einen Fehler: „Zwei Boote zum Preis von drei.“", None),
        ("Die Mole sei nicht sicher: „Wir fahren nicht bei Sturm.“", None),
        # who is cited, not who cites
        ("Der Seebote zitiert die Kapitänin mit den Worten: „Wir fahren auch bei Sturm.“", "die Kapitänin"),
        ("Eva Poe wird vom Seeboten mit den Worten zitiert: „Wir fahren auch bei Sturm.“", "Eva Poe"),
        ("Im Seeboten wird Eva Poe wie folgt zitiert: „Wir fahren auch bei Sturm.“", "Eva Poe"),
        ("„Wir fahren auch bei Sturm“, zitiert der Seebote die Kapitänin.", "die Kapitänin"),
        ("„Wir fahren auch bei Sturm“, wird die Kapitänin im Seeboten zitiert.", "die Kapitänin"),
        # the object comes first
        ("Die Kritik des Rates wies die Ministerin zurück: „Wir fahren auch bei Sturm.“", "die Ministerin"),
        ("Die Bestrebungen der Reeder bezeichnete er als „einen Angriff auf den Hafen“.", "er"),
        ("Der örtlichen Zeitung sagte Eva Poe: „Wir fahren auch bei Sturm.“", "Eva Poe"),
        ("Beschwichtigend fügt Roe hinzu: „Wir fahren nur bei Sonne.“", "Roe"),
        ("Sie schrieben Losungen an die Mole wie „Wir fahren auch bei Sturm“.", "Sie"),
        ("In der Sitzung nannte sie Poe eine „Gefahr für den ganzen Hafen“.", "sie"),
        ("Der 1955 geborene Roe nannte Poe eine „Gefahr für den ganzen Hafen“.", "Der 1955 geborene Roe"),
        ("Die Stadt wisse nicht, ob die Mole hält, sagte Roe: „Wir fahren auch bei Sturm.“", "Roe"),
        # the verb stands last: a relative clause, the passive
        ("Im Seeboten stand ein Bericht, der die Mole als „das Grab von zehn Booten“ bezeichnet.", "ein Bericht"),
        ("Die Mole wird von den Fischern als „das Grab von zehn Booten“ bezeichnet.", "den Fischern"),
        ("Die Mole wird als „das Grab von zehn Booten“ bezeichnet.", None),
        # behind the words there is room for a verb and its subject only
        ("„Wir fahren auch bei Sturm“, so triezte ihn der Hafenmeister.", "der Hafenmeister"),
        ("„Wir fahren auch bei Sturm“, zeigte sich Eva Poe zuversichtlich.", "Eva Poe"),
        ("„Wer fährt schon bei Sturm?“, wollte die im Hafen geborene Eva Poe wissen.", "die im Hafen geborene Eva Poe"),
        ("„Wir fahren auch bei Sturm“, gratulierte sie der Ministerin.", "sie"),
        ("„Wir fahren auch bei Sturm“, sagte der 51-Jährige. Er lachte.", "der 51-Jährige"),
        ("Sturm über der Mole: „Wir fahren auch bei Sturm.“", None),
        ("Umso wichtiger seien Leute, die offen sprächen: „Wir fahren auch bei Sturm.“", None),
        ("Zuvor erreichte die Ministerin ein Brief, in dem es hieß: „Wir fahren auch bei Sturm.“", None),
        ("„Wir fahren auch bei Sturm“, auf dem Kai an der Mole.", None),
        # a day may stand between the verb and its subject
        ("„Wir fahren auch bei Sturm“, erklärte gestern der Sprecher, Paul Abt.", "Paul Abt"),
        ("„Wir fahren auch bei Sturm“, sagte am Dienstagabend der Rat der Stadt.", "der Rat der Stadt"),
        # reported speech goes on: over several sentences, behind another quotation
        ("Jo Roe lobte den Plan. Die Stadt brauche ihn. Der Hafen sei „für den Sommer bereit“.", "Jo Roe"),
        ("Jo Roe lobte den Plan. Die Stadt hat ihn. Der Hafen sei „für den Sommer bereit“.", None),
        # sources beside the sentence
        ("Der Hafen sei, so Jo Roe, „für den Sommer bereit“.", "Jo Roe"),
        ("Der Hafen sei bereit, so Jo Roe weiter: „Wir fahren auch bei Sturm.“", "Jo Roe"),
        ("Seiner Ansicht nach ist der Hafen „für den Sommer bereit“.", "Seiner"),
        ("Dem Rat zufolge ist der Hafen „für den Sommer bereit“.", "Dem Rat"),
        ("Nach Angaben einer Reederei ist der Hafen „für den Sommer bereit“.", "einer Reederei"),
        ("Laut Kapitänin Eva M. Poe ist der Hafen „für den Sommer bereit“.", "Kapitänin Eva M. Poe"),
        ("„Wir fahren auch bei Sturm“, heißt es dazu in einem Bericht des Rates.", "einem Bericht des Rates"),
        ("Für den Minister ist das „ein Gruß an die Stadt“.", "den Minister"),
        ("Für die Stadt ist das „ein Gruß an die Schiffe“.", None),
        # what follows in another sentence names nobody
        ("„Wir fahren auch bei Sturm.“ Die Mole ist laut Jo Roe nicht sicher.", None),
    ],
)
def test_german_clauses(text: str, speaker: str | None, together: Together) -> None:
    assert together(find_each_german, text=text)["speaker"][0] == speaker


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Jo Roe sprach von „einem guten Jahr“. Damit sei die Mole „für den Sommer bereit“.", "Jo Roe"),
        ("Jo Roe sprach von „einem guten Jahr“. Die Stadt brauche es. Sie sei „für den Sommer bereit“.", "Jo Roe"),
        ("Jo Roe sprach von „einem guten Jahr“. Die Stadt feierte. Die Mole ist „für den Sommer bereit“.", None),
    ],
)
def test_reported_speech_goes_on_behind_a_quotation(text: str, second: str | None) -> None:
    assert find_in("de", text)["speaker"].to_list() == ["Jo Roe", second]


NAMES_BEHIND_SPEAKERS = [
    ("en", "“We go now,” said Roe of the “Echo”.", ["Roe", None]),
    ("en", "“We go now,” Jo Roe told the “Evening Echo”.", ["Jo Roe", None]),
    ("en", "“We go now,” said the author of “Ten Ways to Wait,” and left.", ["the author", None]),
    ("en", "“We go now,” said Roe in an interview with the “Echo”, “and soon.”", ["Roe", None, "Roe"]),
    ("de", "„Wir gehen jetzt“, sagte Roth der „Zeit“.", ["Roth", None]),
    ("de", "„Wir gehen jetzt“, sagte der Sprecher der „Neuen Post“ am Montag.", ["der Sprecher", None]),
    ("de", "„Wir gehen“, sagte Jo Roth im Gespräch mit dem „Boten“.", ["Jo Roth", None]),
    ("fr", "« Nous partons », dit l’auteur de « La Fuite ».", ["l’auteur", None]),
    ("fr", "« Nous partons », dit l’auteur d’« Amont ».", ["l’auteur", None]),
    ("es", "«Nos vamos», dijo Juan Pérez al «Diario».", ["Juan Pérez", None]),
    ("it", "«Ce ne andiamo», spiega il direttore della «Gazzetta».", ["il direttore", None]),
    # What somebody calls so, or says of it, is quoted.
    ("en", "“We go now,” said Roe, and called the plan “Mad”.", ["Roe", "Roe"]),
    ("en", "“We go now,” Roe said in a “bold” speech.", ["Roe", "Roe"]),
    ("en", "“We go now,” Roe told the crew. “Nobody stays.”", ["Roe", "Roe"]),
    ("en", "“We go now,” said Roe. Bell called the plan a “Great Wait”.", ["Roe", "Bell"]),
    ("en", "“We go now,” said Roe, “and soon,” of the “Echo”.", ["Roe", "Roe", None]),
    ("de", "„Wir gehen“, sagte Roth und sprach von „Wahnsinn“.", ["Roth", "Roth"]),
    ("de", "Roth nannte den Rat im „Boten“ ein „Auslaufmodell“.", ["Roth", "Roth"]),
    ("de", "„Wir gehen“, sagte Roth in einem Interview mit der „Post“.", ["Roth", None]),
    # Two can speak; a day is no part of a name, and who is about to do something does not speak.
    ("en", "“We go now,” the two write.", ["the two"]),
    ("en", "“We go now,” the engineer on Monday told us.", ["the engineer"]),
    # Marks beside a name are none of it.
    ("en", "''We were told, 'Nobody lands,''' Mr. Roe said.", ["Mr. Roe"]),
    (
        "en",
        "Instead, the study -- which notes that 58 boats would need new engines, “all of them old,” is new.",
        ["the study"],
    ),
    ("en", "It is called a “hut,” which others want to say is a home.", [None]),
]


@pytest.mark.parametrize(("language", "text", "said_by"), NAMES_BEHIND_SPEAKERS)
def test_a_speaker_ends_before_the_name_of_a_paper_or_a_book_which_nobody_has_said(
    language: str, text: str, said_by: list[str | None], together: Together
) -> None:
    found = together(find_each_in, language=language, text=text)
    assert found["speaker"].to_list() == said_by
    cited = found.filter(pl.col("speaker").is_not_null()).select("speaker", "speaker_start", "speaker_end")
    assert all(text[start:end] == speaker for speaker, start, end in cited.iter_rows())
    assert found.filter(pl.col("speaker").is_null())["cue"].null_count() == said_by.count(None)


def test_german_articles_are_read_alone() -> None:
    texts = ("Es sei „so gut wie sicher“, sagte sie.", "Es sei „so gut wie sicher“, sagte Jo Roe.")
    declared = pl.DataFrame({"row": [0, 1], "language": ["de"] * 2}, schema_overrides={"row": pl.UInt32})
    together = quotations.find(frame(*((text,) for text in texts)), declared=declared)[0]["speaker"]
    assert together.to_list() == ["sie", "Jo Roe"]


def test_an_introduction_may_stand_in_the_paragraph_before() -> None:
    assert speakers("In her last letter to the crew, Ana Roe, the harbour master, had said:", "“We are ready.”") == [
        "Ana Roe"
    ]
    assert speakers("The lawsuit says,", "“The pier was never inspected.”") == ["The lawsuit"]
    assert speakers("The crew was late again.", "“The pier was never inspected.”") == [None]


def test_what_a_colon_announces_is_not_without_a_source() -> None:
    found = find("A card on the wall, in three languages and at the height of a child: “The tide does not wait.”")
    assert found.select("speaker", "cue").rows() == [(None, ":")]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("“The quay is shut for the winter.”", "Jo Roe, harbour master"), ("Jo Roe", None)),
        (("“The quay is shut for the winter.”", "(Jo Roe – singer of the bay)"), ("Jo Roe", None)),
        (("“The quay is shut for the winter.”", "Jo Roe, 3 May 2024"), (None, None)),
        (("“The quay is shut for the winter.”", "Jo Roe, harbour master, came at noon."), (None, None)),
        (("She added that it was late.", "“The quay is shut for the winter.”"), (None, "added")),
        (("It was late at the quay.", "“The quay is shut for the winter.”"), (None, None)),
        (("She added that it was late.", "“Shut for winter”"), (None, None)),
    ],
)
def test_the_paragraphs_beside_words_that_stand_alone_tell_whose_they_are(
    texts: tuple[str, ...], said: tuple[str | None, str | None]
) -> None:
    found = find(*texts)
    assert found.select("speaker", "cue").rows() == [said]
    for name in ("speaker", "cue"):
        start, end = found.select(f"{name}_start", f"{name}_end").row(0)
        assert start is None or "\n\n".join(texts)[start:end] == found[name][0]


def test_what_goes_on_happening_reports_nothing() -> None:
    text = "Ms Roe said most towns of the bay continued to grow at “a modest or moderate pace”."
    assert speakers(text) == ["Ms Roe"]
    assert speakers("Jo Roe left. “It is late,” she said. She continued: “We sail at noon.”") == ["she", "She"]


def test_a_signature_may_stand_in_the_paragraph_after() -> None:
    assert speakers("“I will never leave this port.”", "— Jo Poe, harbour master") == ["Jo Poe"]
    assert speakers("“I will never leave this port.”", "- Jo Poe.") == ["Jo Poe"]
    assert speakers("“I will never leave this port.”", "The tide came early that year.") == [None]


@pytest.mark.parametrize("text", ["She had one wish: “We leave.”", "She had one wish:  “We leave.”"])
def test_a_colon_is_cited_where_it_stands(text: str) -> None:
    found = find(text)
    assert [text[at : at + 1] for at in found["cue_start"]] == [":"]


def test_the_cue_is_cited() -> None:
    found = find("It was late. “We are ready,” the warden told reporters.")
    assert found["cue"].to_list() == ["told"]
    assert found["cue_start"].to_list() == [40]
    assert found["speaker_start"].to_list() == [29]


def test_flaws_of_marks() -> None:
    assert flaws("It was a failure.” He left.") == [("stray-close", "”")]
    assert flaws("Home » News » Local", "» More from the port") == []
    assert ("wrong-direction", "“") in flaws("They asked for a “quick review“ of it.")
    assert flaws("He said “no” to it.", 'She said "yes" to it.') == [("mixed-marks", '"')]
    assert flaws('"Wir sind bereit“, sagte sie.') == [("mixed-marks", '"')]
    assert flaws("He said ''no'' to it and ''yes'' to her.") == [("typewriter-marks", "''")]
    assert flaws("Sie nannte es „einen Plan“.", "“Fine,” he said.") == []


@pytest.mark.parametrize(
    ("text", "words", "wrong"),
    [
        ("” … the port is lost,” Jo Roe said.", "… the port is lost,", "”"),
        ("” The “quay” and the “pier” are lost.”", "The “quay” and the “pier” are lost.", "”"),
        ("\u202a”Ana, you should leave!!” wrote Jo Roe.", "Ana, you should leave!!", "”"),
        ("It was late.”The port is lost now”, Jo Roe said.", "The port is lost now", "”"),
        ("Jo Roe said: “The port is lost. “", "The port is lost.", "“"),
        ("Jo Roe said: “The port is lost.“[Echo]", "The port is lost.", "“"),
        ("A sign warned of “ deep water “ on the left.", "deep water", "“"),
    ],
)
def test_a_mark_that_points_the_wrong_way_is_told_once(text: str, words: str, wrong: str) -> None:
    assert quoted("She spoke of “a wall”.", text) == ["a wall", words]
    assert flaws("She spoke of “a wall”.", text) == [("wrong-direction", wrong)]


def test_inches_in_curly_marks_close_nothing() -> None:
    assert quoted("“He is like 6’2”,” she said.") == ["He is like 6’2”,"]
    assert quoted("“He is 5’2”. You saw him.” She left.", "“He is 5’2” she said.") == [
        "He is 5’2”. You saw him.",
        "He is 5’2",
    ]


def test_a_sentence_glued_to_a_german_mark_is_quoted() -> None:
    assert quoted("Das »Wort« gilt.»Für alle gilt es«, sagt Jo Roe.") == ["Wort", "Für alle gilt es"]


def test_a_block_quotation_in_straight_marks_may_quote_in_curly_ones() -> None:
    found = find('"The plan of the “old crew” is dead.', '"The next is for a “bath,” they say.', '"It is all."')
    assert found["continues"].to_list() == [True, True, False]
    assert found["text"].to_list()[0] == "The plan of the “old crew” is dead."


def test_paragraphs_without_marks_may_stand_within_a_quotation() -> None:
    texts = ("“We left.", "It was ‘late’.", "The sea was calm.", "Nobody saw us,” said Jo Roe.")
    found = find(*texts)
    assert found["quotation"].to_list() == [0] * 4
    assert found["closed"].to_list() == [False, False, False, True]
    assert found["text"].to_list()[1:3] == ["It was ‘late’.", "The sea was calm."]
    assert flaws(*texts) == []
    assert flaws(*texts[:3], "So it was.", texts[3]) == [("stray-close", "”")]  # too far


@pytest.mark.parametrize("last", ["We go on, and nobody stops us.”", "Nobody stops us … “ – Jo Roe"])
def test_a_letter_goes_on_from_its_first_mark_to_the_end_of_the_paragraph_that_closes_it(last: str) -> None:
    inner = ["The sea was calm at “the old quay” and further out."] + ["Nobody saw us, and it was late."] * 6
    found = find("“We left. It was “late”.", *inner, last)
    assert found["quotation"].to_list() == [0] * 9
    assert found["closed"].to_list() == [False] * 8 + [True]
    assert found["text"].to_list()[1] == inner[0]


@pytest.mark.parametrize(
    ("first", "inner", "last"),
    [
        ("He said: “We left.", ["It was late."] * 6, "We go on.”"),  # another quotation, which nobody has opened
        ("“We left.", ["It was late."] * 6, "We go on,” he said."),
        ("“We left.", ["It was late."] * 13, "We go on.”"),
        ("“We left.", ["It was late.", "“A boat came.”", "It was late."], "We go on.”"),
        ("He said: “We left.", ["She said it was “late” then."], "We go on,” he said."),
    ],
)
def test_what_is_closed_further_on_is_another_quotation(first: str, inner: list[str], last: str) -> None:
    assert flaws(first, *inner, last) == [("stray-close", "”")]
    assert not find(first, *inner, last)["closed"].first()


def test_what_stands_between_two_quotations_that_lack_a_mark_is_quoted_as_ever() -> None:
    texts = ("He said: “We left.", "It was “late” then.", "It was wet.", "It was dark.", "Nobody came.", "We go on.”")
    assert find(*texts)["text"].to_list() == ["We left.", "late"]


def test_a_story_in_a_quotation_may_quote_before_it_is_closed() -> None:
    texts = ("“We left when the quay broke.", "He thought, “Why not.” So we went.", "They are good, ” Jo Roe said.")
    found = find(*texts)
    assert found["quotation"].to_list() == [0] * 3
    assert found["speaker"].to_list()[-1] == "Jo Roe"
    assert flaws(*texts) == []


def test_half_a_mark_opens_what_a_whole_one_closes() -> None:
    assert flaws("‘Harbour Lights!” is on the move. It is the sailors’ show.") == []
    assert flaws("‘Jo’s Lights!” is on the move.") == []
    for text in ("‘Harbour’ is on the move,” he said.", "It is Jo’s show,” he said."):
        assert flaws(text) == [("stray-close", "”")]


def test_an_arrow_before_the_name_of_a_site_opens_nothing() -> None:
    assert quoted("« Feb.", "Quay and Ferries « Harbour Blog for you all: Where do they go?") == []
    assert quoted("« Le quai est fermé depuis neuf semaines.") == ["Le quai est fermé depuis neuf semaines."]
    assert quoted("Il parle du « quai » fermé.", "Il a dit : « Le quai est fermé.") == ["quai", "Le quai est fermé."]


def test_ornaments_and_spaced_guillemets_are_no_flaws() -> None:
    assert flaws("“„ We left the port. - Jo Roe", "Sie nennt es »Kai«, er » der alte Kai « am Hafen.") == []
    assert quoted("“„ We left the port. - Jo Roe") == []
    assert find('They spoke of "the old port"\ufffd again.')["closed"].to_list() == [True]


def test_single_marks_that_go_on_count_though_nothing_closes_them() -> None:
    found = find("She wrote: 'We left the port.", "'The sea was calm.", "Nobody saw them.")
    assert found.select("text", "quotation", "continues").rows() == [
        ("We left the port.", 0, True), ("The sea was calm.", 0, False)
    ]  # fmt: skip
    assert quoted("'The sea was calm.", "Nobody saw them.") == []


def test_half_a_mark_closes_curly_ones() -> None:
    found = find("“It is late,’ said Jo Roe. “We go,” said Ann Lee.", "Jo Roe: “We stay.’")
    assert found.select("text", "speaker", "closed").rows() == [
        ("It is late,", "Jo Roe", True), ("We go,", "Ann Lee", True), ("We stay.", "Jo Roe", True)
    ]  # fmt: skip
    for text in ("“She said ‘no,’ and left the port.", "“The workers’ port is late.", '"It is late,’ said Jo Roe.'):
        assert find(text)["closed"].to_list() == [False]
    assert find("“It is late,’ said Jo Roe.", "“We go,” said Ann Lee.")["quotation"].to_list() == [0, 1]


def test_the_rarer_marks_are_the_odd_ones() -> None:
    assert flaws('She said "yes" to it.', 'He said “no” to it, and "maybe" to her.') == [("mixed-marks", "“")]


def test_a_low_mark_behind_a_word_closes() -> None:
    text = "Sie heißt „Das Haus am Hafen„, sagte Ana Roth."
    assert quoted(text) == ["Das Haus am Hafen"]
    marks = quotations.find(frame((text,)))[1]
    assert marks.select("kind", "text", "mended").rows() == [("wrong-direction", "„", "“")]


def test_the_right_mark_is_offered_for_a_wrong_one() -> None:
    found = quotations.find(frame(("They asked for a “quick review“ of it.",)))[1]
    assert found["mended"].to_list() == ["”"]


def test_nothing_in_nothing_out() -> None:
    for texts in ((), ("No marks here.",)):
        found, marks = quotations.find(frame(texts))
        assert found.is_empty()
        assert marks.is_empty()
        assert found.columns == list(frames.QUOTATIONS.in_shard)
        assert marks.columns == list(frames.FLAWS.in_shard)


@pytest.mark.parametrize(
    ("language", "paragraph", "around"),
    [
        ("fr-CA", "« Nous fermons », dit Jo Roe.", "Aucun détail."),
        ("es", "«No hay barcos», dijo Jo Roe.", "Sin detalles."),
        ("de_AT", "„Niemand kommt“, sagte Jo Roe.", "Keine Angaben."),
    ],
)
def test_the_language_is_the_declared_one(language: str, paragraph: str, around: str) -> None:
    assert find_in(language, paragraph, around)["speaker"].to_list() == ["Jo Roe"]
    assert find_in("en", paragraph, around)["speaker"].to_list() == [None], "what the record declares comes first"


@pytest.mark.parametrize(
    ("paragraph", "around"),
    [
        (
            "« Nous fermons », dit Jo Roe.",
            "Le conseil a voté la fermeture de la gare pour un an, et les trains attendent.",
        ),
        (
            "«No hay barcos», dijo Jo Roe.",
            "El consejo votó el cierre de la estación para un año, y los trenes esperan.",
        ),
        (
            "„Niemand kommt“, sagte Jo Roe.",
            "Der Rat hat die Schließung des Bahnhofs für ein Jahr und mit Folgen beschlossen.",
        ),
    ],
)
def test_the_language_of_a_short_paragraph_is_that_of_its_article(paragraph: str, around: str) -> None:
    assert speakers(around, paragraph) == ["Jo Roe"]
    assert speakers(paragraph) == [None]


def test_the_paragraph_decides_where_the_article_shows_no_language() -> None:
    assert speakers("„Der Zug ist weg“, sagte Jo Roe, und das Gleis ist leer.", "12:30 – 14:15") == ["Jo Roe"]


@pytest.mark.parametrize(
    ("language", "text", "second"),
    [
        ("en", "“We wait,” said Ana Roe. “The train is late,” deadpanned Ben Poe.", "Ben Poe"),
        ("en", "“We wait,” said Ana Roe. “The train is late,” the keeper harrumphed.", None),
        ("es", "«Esperamos», dijo Ana Roe. «El tren llega tarde», zanjó la alcaldesa Eva Poe.", "la alcaldesa Eva Poe"),
        ("es", "«Esperamos», dijo Ana Roe. «El tren llega tarde», apostilla Eva Poe.", None),
        (
            "de",
            "„Wir warten“, sagte Ana Roe. „Der Zug kommt spät“, witzelte Schaffnerin Eva Poe.",
            "Schaffnerin Eva Poe",
        ),
        ("de", "„Wir warten“, sagte Ana Roe. „Der Zug kommt spät“, motzt der Schaffner.", "der Schaffner"),
        ("fr", "« Nous attendons », dit Ana Roe. « Le train arrive tard », persifla Eva Poe.", "Eva Poe"),
        ("fr", "« Nous attendons », dit Ana Roe. « Le train arrive tard », rigole la gardienne.", None),
    ],
)
def test_somebody_behind_the_closing_mark_keeps_the_speaker_before_away(
    language: str, text: str, second: str | None
) -> None:
    assert find_in(language, text)["speaker"].to_list() == ["Ana Roe", second]


def test_a_verb_alone_and_what_explains_the_words_keep_nobody_away() -> None:
    text = "«Esperamos», dijo Ana Roe. «El tren llega tarde», apostilla. El alcalde calla."
    assert find_in("es", text)["speaker"].to_list() == ["Ana Roe", "Ana Roe"]
    assert speakers("“We wait,” said Ana Roe. “The train is late,” a sore point for years.") == [
        "Ana Roe",
        "Ana Roe",
    ]


def test_a_title_belongs_to_the_name_and_a_pronoun_stands_alone() -> None:
    assert find_in("de", "„Der Zug kommt spät“, seufzte Dr. Eva Poe am Montag.")["speaker"].to_list() == ["Dr. Eva Poe"]
    assert find_in("de", "Mit den „Sternen am Himmel“ meinte er die alten Lampen.")["speaker"].to_list() == ["er"]


def test_a_second_sentence_without_anybody_still_belongs_to_the_first_speaker() -> None:
    assert speakers("“We wait,” said Ana Roe. “The train is late.”") == ["Ana Roe", "Ana Roe"]
    assert speakers("“We wait,” said Ana Roe. “The train is late,” with a shrug.") == ["Ana Roe", "Ana Roe"]
    assert speakers("Ana Roe called it “a mess,” a “disgrace,” and left.") == ["Ana Roe", "Ana Roe"]


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("« Les trains sont à l’arrêt, affirme Jo Roe. Ils y resteront. »", "Jo Roe", "affirme"),
        ("« Que faire ? s’interroge Jo Roe. Les trains sont à l’arrêt. »", "Jo Roe", "s’interroge"),
        ("« Les trains, dit-elle, sont à l’arrêt. »", "elle", "dit"),
        ("« Les trains sont à l’arrêt, a précisé la cheffe de gare. »", "la cheffe de gare", "a précisé"),
        ("« Les trains sont partis, souligne Jo Roe, et la gare est vide », ajoute Eva Poe.", "Eva Poe", "ajoute"),
        ("« Les trains sont à l’arrêt, les voies aussi, et personne ne dit rien. »", None, None),
        ("« Elle confirme le départ, annonce et repart. »", None, None),
    ],
)
def test_french_names_the_speaker_inside_the_marks(
    text: str, speaker: str | None, cue: str | None, together: Together
) -> None:
    assert together(find_each_french, text=text).select("speaker", "cue").rows() == [(speaker, cue)]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "cue"),
    [
        ("it", "«Il treno non arriva – ha detto Anna Rossi – e la stazione è vuota».", "Anna Rossi", "ha detto"),
        ("it", '"Il treno non arriva - spiega il sindaco - e basta".', "il sindaco", "spiega"),
        ("es", "“El tren no llega -explicó Ana Roe-, y la estación está vacía”.", "Ana Roe", "explicó"),
        ("es", '"El tren no llega" -dijo Ana Roe- en la plaza.', "Ana Roe", "dijo"),
        ("fr", "« Le train n’arrive pas – a dit Anne Roux – et la gare est vide. »", "Anne Roux", "a dit"),
        ("es", "“El tren - dicen que es nuevo y rápido - no llega”.", None, None),
        ("it", "«Il treno – dice».", None, None),
    ],
)
def test_a_reporting_clause_may_stand_between_dashes(
    language: str, text: str, speaker: str | None, cue: str | None, together: Together
) -> None:
    assert together(find_each_in, language=language, text=text).select("speaker", "cue").rows() == [(speaker, cue)]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("– Tåget är försenat och vi väntar, säger stinsen Mia Dahl till radion.", "Tåget är försenat och vi väntar", "stinsen Mia Dahl"),
        ("– Hvorfor er toget ikke her? spør hun.", "Hvorfor er toget ikke her?", "hun"),
        ("- Toget er forsinket og vi venter, siger Ole Bo.", "Toget er forsinket og vi venter", "Ole Bo"),
        ("– Juna on myöhässä, Virtanen sanoo.", "Juna on myöhässä", "Virtanen"),
        ("— Поезд не придёт, — сказала начальница вокзала Анна Роу.", "Поезд не придёт", "начальница вокзала Анна Роу"),
        ("— Поїзд не прийде, — сказала Анна Роу.", "Поїзд не прийде", "Анна Роу"),
        ("– Pociąg nie przyjedzie na czas – mówi Ana Roe.", "Pociąg nie przyjedzie na czas", "Ana Roe"),
        ("—El tren no llega —dijo la alcaldesa Ana Roe—. Y no hay otro.", "El tren no llega", "la alcaldesa Ana Roe"),
        ("— Le train n’arrive pas, dit Anne Roux à la radio.", "Le train n’arrive pas", "Anne Roux"),
        ("– Non ! répond-elle.", "Non !", "elle"),
        ("— Le train est à la gare, a déclaré le maire de Lund. Il y est monté.", "Le train est à la gare", "le maire"),
        ("— Il treno non arriva — ha detto Anna Lund alla radio.", "Il treno non arriva", "Anna Lund"),
        ("– Il treno è in stazione, – ha detto la sindaca Anna Lund.", "Il treno è in stazione", "la sindaca Anna Lund"),
        ("— O trem não chega — disse Ana Roe.", "O trem não chega", "Ana Roe"),
        ("-El tren no llega hoy -dijo la alcaldesa Ana Roe-. Y no hay otro.", "El tren no llega hoy", "la alcaldesa Ana Roe"),
    ],
)  # fmt: skip
def test_speech_behind_a_dash(text: str, words: str, speaker: str, together: Together) -> None:
    found = together(find_each, text=text)
    assert found.select("text", "speaker", "marks", "closed").rows() == [(words, speaker, "dash", True)]


@pytest.mark.parametrize(
    "text",
    [
        "– Tågen, bussarna och färjorna",
        "– Mia Dahl, stins i Westhaven, 54 år",
        "- The trains are late, said Ana Roe, and the ferries too.",
        "– Réduire les coûts de la gare, mener une politique de la ville et des transports",
        "- Los trenes, dijo Ana Roe, costarán cinco millones.",
        "– La ville veut un fonds pour le port et les quais, Paris dit non",
        "- Il treno è in ritardo, ha detto Anna Lund.",
        "– Der Zug kommt, sagte Ana Roe.",
        "— Поезд; вокзал — сказал",
        "-5 grader på morgonen, säger prognosen.",
    ],
)
def test_a_list_with_dashes_is_no_speech(text: str, together: Together) -> None:
    assert together(find_each, text=text).is_empty()


def test_speech_behind_a_dash_is_read_in_its_languages_alone() -> None:
    text = "– Tåget är försenat, säger Mia Dahl."
    assert find_in("sv", text)["speaker"].to_list() == ["Mia Dahl"]
    assert find_in("sv-FI", text).height == 1
    assert find_in("de", text).is_empty()


def test_what_is_quoted_in_speech_behind_a_dash_belongs_to_it() -> None:
    found = find_in("sv", "– Det kallas ”stinsens tåg” och går sent, säger Mia Dahl. Det är ”för” sent.")
    assert found["text"].to_list() == ["Det kallas ”stinsens tåg” och går sent", "för"]


MARKS = ["“", "”", "„", '"', "'", "‘", "’", "''", "«", "»", "「", "」", "– "]
WORDS = [" ", ", ", ". ", "said ", "säger ", "she ", "Ana Roe ", "the é👩‍🚒", "1", "\u00a0", "x"]
PIECES = st.sampled_from(MARKS + WORDS)
TEXTS = st.lists(st.lists(PIECES, min_size=1, max_size=14).map("".join).map(str.strip).filter(bool), max_size=5)


@given(st.lists(TEXTS, max_size=3))
@examples(10)
def test_every_span_cites_its_text(articles: list[list[str]]) -> None:
    whole = ["\n\n".join(texts) for texts in articles]
    found, marks = quotations.find(frame(*(tuple(texts) for texts in articles)))
    for row in [*found.iter_rows(named=True), *marks.iter_rows(named=True)]:
        assert whole[row["row"]][row["start"] : row["end"]] == row["text"]
    for row in found.iter_rows(named=True):
        for part in ("speaker", "cue"):
            if row[part] is not None:
                assert whole[row["row"]][row[f"{part}_start"] : row[f"{part}_end"]] == row[part]
    spans = found.select("row", "start", "end").rows()
    for (article, _, end), (other, start, _) in pairwise(spans):
        assert article != other or end <= start, "stretches never overlap"


@given(st.lists(TEXTS, max_size=3))
@examples(5)
def test_articles_are_read_alone(articles: list[list[str]]) -> None:
    together = quotations.find(frame(*(tuple(texts) for texts in articles)))[0]
    for number, texts in enumerate(articles):
        alone = quotations.find(frame(tuple(texts)))[0].drop("row")
        assert together.filter(pl.col("row") == number).drop("row").equals(alone)


@given(TEXTS)
@examples(5)
def test_a_plain_paragraph_at_the_end_changes_nothing(texts: list[str]) -> None:
    assert find(*texts).equals(find(*texts, "The council met on Tuesday."))


def test_every_form_of_a_verb_is_a_word_and_has_a_source() -> None:
    rows = catalogues.load("reporting_verbs")
    assert rows.filter(pl.col("source").is_null() | pl.col("forms").is_null()).is_empty()
    assert set(rows["language"]) == {*attributing(), *parting("comma"), *parting("dash"), *parting("incise")}
    for language in attributing():
        assert grammar(language, None).verbs["word"].str.contains(r"^\S+$").all()


def test_a_very_long_paragraph_is_read_like_a_short_one() -> None:
    sentence = "“We are ready 👩‍🚒,” said Ana Roe. It was “the last” of it. "
    count = slices.LONG // len(sentence.encode()) + 2
    found = find((sentence * count).strip())
    short = find(sentence.strip())
    assert found["text"].to_list() == short["text"].to_list() * count
    assert found["speaker"].to_list() == short["speaker"].to_list() * count

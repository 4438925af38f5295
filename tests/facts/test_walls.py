"""Walls: what a site shows in the place of an article, in every language, with its lines or with them joined."""

from __future__ import annotations

import polars as pl
import pytest

from provenance.evaluation.examples import examine
from provenance.rules.examples import article

WALLS = [
    ("en", ("Hang on\nVerify you are human by completing the action below.\nquay.example needs to review the security of "
     "your connection before proceeding.\nRay ID: 7f3c2b1a09d8e7f6\nPerformance & security by Cloudflare")),
    ("en", ("Sorry, you have been blocked\nYou are unable to access quay.example\nThis website is using a security service to "
     "protect itself from online attacks.")),
    ("en", ("We use cookies and similar technologies to measure how visitors use our website.\nWe and our 214 partners store "
     "information on your device.\nYou can withdraw your consent at any time.\nAccept all")),
    ("en", "Page not found\nThe page you are looking for does not exist."),
    ("en", "This story has been removed."),
    ("en", "Please enable JavaScript to use this site.\nSome features may not work without JavaScript."),
    ("de", ("Wir und unsere 88 Partner speichern Informationen auf Ihrem Gerät.\nMit einem Klick auf „Zustimmen“ willigen Sie "
     "in die Nutzung Ihrer Daten ein.\nSie können Ihre Einwilligung jederzeit widerrufen.")),
    ("de", "Bestätigen Sie, dass Sie kein Roboter sind.\nhafen.example muss die Sicherheit Ihrer Verbindung überprüfen."),
    ("fr", ("Avec votre accord, nous et nos partenaires utilisons des cookies.\nVous pouvez retirer votre consentement à tout "
     "moment.")),
    ("fr", "La page que vous cherchez est introuvable.\nVeuillez activer JavaScript."),
    ("es", "Utilizamos cookies propias y de terceros.\nAl pulsar Aceptar, consiente su uso."),
    ("it", "Noi e i nostri partner selezionati archiviamo informazioni.\nQuesto sito usa solo cookie tecnici."),
    ("pt", "Nós e os nossos parceiros usamos identificadores.\nAo clicar em Aceitar, concorda com isso."),
    ("nl", "Onze site gebruikt functionele cookies.\nDoor verder te surfen geeft u ons toestemming om ze te plaatsen."),
    ("sv", "Vi använder kakor för att förbättra sidan.\nGenom att klicka på OK samtycker du till det."),
    ("da", "Vi bruger cookies til statistik.\nVed at klikke på OK accepterer du det."),
    ("nb", "Vi bruker informasjonskapsler til statistikk.\nVed å klikke på OK samtykker du til det."),
    ("fi", "Tämä sivusto käyttää evästeitä.\nKlikkaamalla OK annat suostumuksen niiden käyttöön."),
    ("pl", "Nasz serwis wykorzystuje pliki cookies.\nKontynuując, akceptujesz ich użycie."),
    ("ru", "Этот сайт использует файлы cookie.\nНажимая «Принять», вы даёте согласие на их использование."),
    ("tr", "Bu web sitesi çerezleri kullanmaktadır.\nSiteyi kullanarak bunu kabul etmiş olursunuz."),
    ("id", "Website kami menggunakan cookie.\nDengan mengklik Setuju, Anda menyetujui hal ini."),
]  # fmt: skip
NEWS = [
    ("The regulator fined the port authority on Monday over the cookies on its website.\n\nIt had stored them before visitors "
    "could choose, the ruling says, and its partners had read them. The authority said: “We use cookies to measure how "
    "visitors use our website. By clicking Accept you agree to our use of cookies.” It will change the banner by May."),
    ("A new version of JavaScript was adopted on Tuesday.\n\nThe language runs in every browser; a page that needs it shows "
    "little when it is disabled. Developers said that they would wait for the tools."),
    ("The site that guards half of the web was down for an hour on Friday.\n\nMillions saw the words “Verify you are human by "
    "completing the action below” and could go no further. The firm blamed a test for robots."),
    ("Die Aufsicht verbietet dem Hafen, Cookies ohne Zustimmung zu setzen.\n\nDie Seite habe Besucher nicht gefragt, heißt es "
    "im Bescheid. Der Hafen und seine Partner wollen den Hinweis ändern."),
    ("Le port devra demander l'accord des visiteurs avant de déposer des cookies.\n\nLa commission a jugé son bandeau "
    "trompeur. Les partenaires du port ont un mois pour s'y conformer."),
    ("El puerto deberá pedir permiso antes de usar cookies.\n\nEl regulador consideró engañoso el aviso de su página. Los "
    "socios del puerto tienen un mes para cambiarlo."),
    ("De haven moet bezoekers eerst vragen of zij cookies mag plaatsen.\n\nDe toezichthouder noemde de melding misleidend. De "
    "partners van de haven krijgen een maand."),
]  # fmt: skip
JOINED = {"lines": "\n\n", "single breaks": "\n", "spaces": " ", "nothing": ""}


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    records = [
        article(id=f"{number} {name}", text=text.replace("\n", joint), language=language, title=f"{number} {name}")
        for number, (language, text) in enumerate(WALLS)
        for name, joint in JOINED.items()
    ]
    news = [article(id=f"news {number}", text=text, title=f"{number}") for number, text in enumerate(NEWS)]
    return examine(tuple(records + news))


@pytest.mark.parametrize("joint", JOINED)
@pytest.mark.parametrize("number", range(len(WALLS)), ids=[f"{language}-{n}" for n, (language, _) in enumerate(WALLS)])
def test_a_document_that_is_a_wall_is_no_article(found: pl.DataFrame, number: int, joint: str) -> None:
    of_it = found.filter(article=f"{number} {joint}")
    assert "document-not-article" in of_it["name"].to_list(), of_it.select("code", "message", "excerpt").to_dicts()
    assert set(of_it.filter(name="document-not-article")["severity"]) == {"error"}


@pytest.mark.parametrize("number", range(len(NEWS)))
def test_news_about_walls_is_news(found: pl.DataFrame, number: int) -> None:
    of_it = found.filter(pl.col("article") == f"news {number}", pl.col("code").str.starts_with("BPL"))
    assert of_it.is_empty(), of_it.select("code", "message", "excerpt").to_dicts()


def test_a_report_with_a_banner_stays_a_report() -> None:
    banner = "This website uses cookies to improve your visit. By continuing you agree to our use of cookies."
    names = examine(article(banner))["name"].to_list()
    assert "consent-notice" in names
    assert "document-not-article" not in names


def test_a_wall_that_names_itself_is_told_once() -> None:
    text = "Access to this page has been denied\n\nPlease enable JavaScript and cookies to continue"
    assert examine(article(text=text))["name"].to_list().count("document-not-article") == 1

import polars as pl

from provenance.rules.base import Rule
from provenance.rules.certainty import CONFIDENT
from provenance.rules.examples import article

NOBODY = pl.col("photographers").list.len().fill_null(0) == 0
NAMED = pl.col("agencies").list.len().fill_null(0)
# More names than were read, IMAGO / Hale, so that one of them may be a person's.
PARTS = pl.col("credit").str.count_matches(r"\s*[/|•;]+\s*|\svia\s").fill_null(0) + 1
# What nobody has photographed, and what was supplied (CRD007): there the giver is what a reader must know.
OTHERS = ["graphic", "handout", "montage", "screenshot", "synthetic", "third-party"]
PHOTOGRAPH = pl.col("status").list.set_intersection(OTHERS).list.len().fill_null(0) == 0

RULE = Rule(
    code="CRD006",
    name="credit-agency-only",
    version=3,
    severity="info",
    summary="The credit names an agency, a company or a publisher, but no person.",
    rationale="The maker of the picture (IPTC Creator) stays unknown; who is named may know.",
    reads="captions",
    broken=CONFIDENT & (NAMED > 0) & NOBODY & (PARTS <= NAMED) & PHOTOGRAPH,
    message=pl.format("the credit names no person, only {}", pl.col("agencies").list.join(", ").fill_null("")),
    bad=(
        article(captions=["Volunteers clear the slipway. Photo: Reuters"]),
        article(captions=["Volunteers clear the slipway in this graphic novel. Photo / Reuters"]),
    ),
    good=(
        article(captions=["Volunteers clear the slipway (Lena Hartmann/AP)"]),
        article(captions=["How the new slipway works. Graphic: Reuters"]),
        article(captions=["How the new slipway works. Illustration by Reuters"]),
        article(captions=["The plan of the slipway. Photo: IMAGO / Hartmann"]),
        article(captions=["The crew of the boat. Lena Hartmann/Courtesy Reuters"]),
        article(captions=["The new slipway (Handout/Reuters)"]),
        article(captions=["Volunteers clear the slipway. Watch on YouTube"]),
        article(captions=["WESTHAVEN (Reuters) - The new slipway is open."]),
    ),
)

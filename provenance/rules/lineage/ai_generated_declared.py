import polars as pl

from provenance.rules.base import Rule
from provenance.rules.examples import article, body, manifest, signed

TYPES = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE = signed(body(), manifest(action="c2pa.created", digitalSourceType=SOURCE + TYPES[0]))
KEPT = signed(body(), manifest(action="c2pa.opened", digitalSourceType=SOURCE + "humanEdits"))

RULE = Rule(
    code="LIN012",
    name="ai-generated-declared",
    severity="info",
    summary="The signature of the text declares that a trained model has written it, or parts of it.",
    rationale=(
        "Its publisher says so, and some archives and data sets must not hold such texts: raise the severity to keep "
        "them out. That nothing is declared tells nothing."
    ),
    evidence="IPTC NewsCodes, digital source type, as actions of C2PA manifests name it.",
    reads="credentials",
    since="0.2.0",
    broken=pl.col("source_types").list.set_intersection(list(TYPES)).list.len().fill_null(0) > 0,
    message=pl.format("declared as made by a trained model ({})", pl.col("source_types").list.join(", ")),
    bad=(article(text=MADE),),
    good=(article(text=KEPT), article(text=body("The council spoke about models that were trained."))),
)

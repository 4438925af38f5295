import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="TXT001",
    name="mojibake-left",
    severity="error",
    summary=(
        "Letters or marks are garbled: UTF-8 was read in another encoding, once or twice, or Mac Roman and "
        "Windows-1252 were taken for each other."
    ),
    rationale="Names cannot be found, words are counted wrongly, and every later step garbles the text further.",
    evidence=(
        "Measured on 2,936 news texts by eye: 15 have it, and all 15 are garbled. Of Mac Roman and Windows-1252 none "
        "of 9,700 sound texts is accused, and 98 of 100 that were damaged so are found."
    ),
    reads="flaws",
    broken=pl.col("kind") == "mojibake",
    message=pl.when(pl.col("mended").is_null() | (pl.col("mended") == pl.col("text")))
    .then(pl.lit("garbled text: the bytes were read in the wrong encoding"))
    .otherwise(pl.format("garbled text, should read `{}`", pl.col("mended").str.slice(0, 60))),
    fix=Fix(title="Undo the wrong decoding", edit="replace", safe=False, by=pl.col("mended")),
    bad=(
        article("The prison at GuantÃ¡namo was named in the debate."),
        article("The harbour is shut, and the crews donÕt know why."),
    ),
    good=(
        article("The prison at Guantánamo was named in the debate."),
        article("O SÃO JOÃO da cidade começou."),
        article("El país espera; na hÉireann, Òpera i L’Haÿ."),
    ),
)

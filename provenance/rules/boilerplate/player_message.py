import polars as pl

from provenance.rules.base import Fix, Rule
from provenance.rules.examples import article

RULE = Rule(
    code="BPL002",
    name="player-message",
    severity="error",
    summary="The words of a video or audio player stand in the text.",
    rationale="They are buttons and messages of a program, and often mark the place where a video was lost.",
    evidence="Measured on 2,936 news texts by eye: 7 have one, and all 7 are real.",
    reads="boilerplate",
    broken=(pl.col("category") == "player") & (pl.col("confidence") >= 0.9),
    message=pl.lit("words of a video or audio player"),
    fix=Fix(title="Remove it", edit="remove", safe=True),
    bad=(article("Media playback is not supported on this device"),),
    good=(article("The video shows the boats in the storm. It was played twice during the meeting."),),
)

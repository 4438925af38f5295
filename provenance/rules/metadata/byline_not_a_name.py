import polars as pl

from provenance.catalogues import load
from provenance.rules.base import Rule
from provenance.rules.examples import article

FILLERS = load("fillers").filter(pl.col("field") == "byline")["text"].to_list()
BYLINE = pl.col("byline").str.strip_chars()
_PATTERNS = (
    r"://|www\.|\S@\S|(?i:\b[a-z0-9-]+\.(?:com|org|net|info|co\.[a-z]{2}))(?:/|\s|$)|\b[a-z0-9-]+\.[a-z]{2,4}/\S",
    r"[0-9]{2}|[0-9] \p{L}+ (?i:ago|geleden|fa|sedan|siden|sitten|temu|назад)\b",  # an age
    r"(?i:^(?:by )?(?:(?:an?|one) )?(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago\b)",
    r"(?i:^(?:vor|hace|há|il y a|for|för) [0-9]+ \p{L}+)",
    r"(?i:\b(?:mins?|minutes?) read$|\bmin\.? (?:lesezeit|de lecture|de lectura|di lettura|leestijd)$)",
    r"(?i:^(?:view|see|read|show|load) (?:all|more)\b|^follow (?:us|me|on|the)\b|^opens? in (?:a )?new)",  # buttons
    r"(?i:^(?:share (?:on|this|via)|sign up|sign in|log in|subscribe (?:now|to)|click (?:here|to)|skip to)\b)",
    r"^\[\s*(?:['\"\{]|\])|^\{|^\$\{|^<[^<>]*>$|%[a-z_]+%",  # printed values of programs, template variables
    r"(?i:^(?:none|null|nan|undefined|n/a)(?:\s*[,;/]\s*(?:none|null|nan|undefined|n/a))+$)",
)
MORE = "|".join(_PATTERNS)
FILLER = BYLINE.str.to_lowercase().str.strip_prefix("by ").is_in(FILLERS) | BYLINE.str.contains(r"^\P{L}+$")
SHOWN = BYLINE.str.slice(0, 80)

RULE = Rule(
    code="MET004",
    name="byline-not-a-name",
    severity="warning",
    summary="The byline is not only a name: a filler, role, button, address, date or printed value.",
    rationale="Who wrote the article stays unknown, while the field says that it is known.",
    reads="articles",
    broken=(FILLER | BYLINE.str.contains(MORE)).fill_null(value=False),
    message=pl.when(FILLER)
    .then(pl.format("the byline `{}` names nobody", SHOWN))
    .otherwise(pl.format("the byline `{}` is not just a name", SHOWN)),
    bad=(
        article(byline="No Author"),
        article(byline="By 2 hours ago"),
        article(byline="https://www.westhaven-courier.example/staff"),
        article(byline="Days Ago Mara Ellison"),
        article(byline="vor 3 Stunden"),
        article(byline="5 min read"),
        article(byline="Read more from Mara Ellison"),
        article(byline="instagram.com/maraellison"),
        article(byline="—"),
        article(byline="By MARA ELLISON. Email: mara@courier.example"),
        article(byline="['Mara Ellison']"),
        article(byline="{'name': 'Mara Ellison'}"),
        article(byline="null, null"),
        article(byline="Loading image"),
        article(byline="Foreign Correspondent"),
    ),
    good=(
        article(),
        article(byline="Mara Ellison and Joseph Ndlovu"),
        article(byline=None),
        article(byline="By May Day, Agosto Hourigan and Jo Minute"),
        article(byline="J.K. Ros, T.Co"),
        article(byline="Mara Ellison, Foreign Correspondent"),
        article(byline="Nan Wen"),
        article(byline="Sharon Follows"),
    ),
)

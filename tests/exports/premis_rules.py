"""What the PREMIS Data Dictionary 3.0 asks of events, agents and rights, as far as a program can tell.

For each container its semantic components in their order: whether one is mandatory, and whether it may be repeated.
Source: PREMIS Data Dictionary for Preservation Metadata, version 3.0, units 1.1, 2.1 to 2.7, 3.1 to 3.4 and 4.1, and the
schema of version 3.0, which wants an object. `nox -s premis` holds documents against that schema itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

SPACE = "{http://www.loc.gov/premis/v3}"
ONE, MAYBE, SOME, ANY = (1, 1), (0, 1), (1, None), (0, None)
PARTS: dict[str, dict[str, tuple[int, int | None]]] = {
    "premis": {"object": SOME, "event": ANY, "agent": ANY, "rights": ANY},
    "object": {"objectIdentifier": SOME},
    "objectIdentifier": {"objectIdentifierType": ONE, "objectIdentifierValue": ONE},
    "event": {
        "eventIdentifier": ONE, "eventType": ONE, "eventDateTime": ONE, "eventDetailInformation": ANY,
        "eventOutcomeInformation": ANY, "linkingAgentIdentifier": ANY, "linkingObjectIdentifier": ANY,
    },
    "eventIdentifier": {"eventIdentifierType": ONE, "eventIdentifierValue": ONE},
    "eventDetailInformation": {"eventDetail": MAYBE, "eventDetailExtension": ANY},
    "eventOutcomeInformation": {"eventOutcome": MAYBE, "eventOutcomeDetail": ANY},
    "eventOutcomeDetail": {"eventOutcomeDetailNote": MAYBE, "eventOutcomeDetailExtension": ANY},
    "linkingAgentIdentifier": {
        "linkingAgentIdentifierType": ONE, "linkingAgentIdentifierValue": ONE, "linkingAgentRole": ANY,
    },
    "linkingObjectIdentifier": {
        "linkingObjectIdentifierType": ONE, "linkingObjectIdentifierValue": ONE, "linkingObjectRole": ANY,
    },
    "agent": {
        "agentIdentifier": SOME, "agentName": ANY, "agentType": MAYBE, "agentVersion": MAYBE, "agentNote": ANY,
        "agentExtension": ANY, "linkingEventIdentifier": ANY, "linkingRightsStatementIdentifier": ANY,
        "linkingEnvironmentIdentifier": ANY,
    },
    "agentIdentifier": {"agentIdentifierType": ONE, "agentIdentifierValue": ONE},
    "rights": {"rightsStatement": ANY, "rightsExtension": ANY},
    "rightsStatement": {
        "rightsStatementIdentifier": ONE, "rightsBasis": ONE, "copyrightInformation": MAYBE,
        "licenseInformation": MAYBE, "statuteInformation": ANY, "otherRightsInformation": MAYBE, "rightsGranted": ANY,
        "linkingObjectIdentifier": ANY, "linkingAgentIdentifier": ANY,
    },
    "rightsStatementIdentifier": {"rightsStatementIdentifierType": ONE, "rightsStatementIdentifierValue": ONE},
    "copyrightInformation": {
        "copyrightStatus": ONE, "copyrightJurisdiction": ONE, "copyrightStatusDeterminationDate": MAYBE,
        "copyrightNote": ANY, "copyrightDocumentationIdentifier": ANY, "copyrightApplicableDates": MAYBE,
    },
    "licenseInformation": {
        "licenseDocumentationIdentifier": ANY, "licenseTerms": MAYBE, "licenseNote": ANY, "licenseApplicableDates": MAYBE,
    },
    "otherRightsInformation": {
        "otherRightsDocumentationIdentifier": ANY, "otherRightsBasis": ONE, "otherRightsApplicableDates": MAYBE,
        "otherRightsNote": ANY,
    },
}  # fmt: skip


def broken(root: Element) -> list[str]:
    """Return which rules a document breaks, in words."""
    wrong = [*_shape(root)]
    if root.tag != f"{SPACE}premis" or root.get("version") != "3.0":
        wrong.append("the root is no premis of version 3.0")
    for moment in root.iter(f"{SPACE}eventDateTime"):
        try:
            text = moment.text or ""
            if "T" not in text or datetime.fromisoformat(text).tzinfo is None:
                wrong.append(f"{text!r} is no moment with its zone")
        except ValueError:
            wrong.append(f"{moment.text!r} is no moment")
    agents = {value.text for value in root.iter(f"{SPACE}agentIdentifierValue")}
    links = [link.text for link in root.iter(f"{SPACE}linkingAgentIdentifierValue")]
    wrong += [f"the agent {link!r} is not described" for link in links if link not in agents]
    objects = {value.text for value in root.iter(f"{SPACE}objectIdentifierValue")}
    silent = [event for event in root.iter(f"{SPACE}event") if not objects & _linked(event)]
    return wrong + ["an event tells of no object"] * len(silent)


def _linked(event: Element) -> set[str | None]:
    return {value.text for value in event.iter(f"{SPACE}linkingObjectIdentifierValue")}


def _shape(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(SPACE)
    children = [child.tag.removeprefix(SPACE) for child in element]
    known = PARTS.get(name)
    if known is None:
        if children or not (element.text or "").strip():
            yield f"{name} holds no text"
        return
    order = [*known]
    if unknown := [child for child in children if child not in known]:
        yield f"{name} holds {unknown[0]}"
        return
    if [order.index(child) for child in children] != sorted(order.index(child) for child in children):
        yield f"the parts of {name} stand in another order"
    if not children and name != "premis":
        yield f"{name} is empty"
    for part, (least, most) in known.items():
        number = children.count(part)
        if number < least or (most is not None and number > most):
            yield f"{name} has {part} {number} times"
    for child in element:
        yield from _shape(child)

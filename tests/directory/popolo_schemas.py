"""The JSON schemas of Popolo, read from the data folder; nothing is fetched."""

import json

from django.conf import settings
from jsonschema import Draft3Validator
from referencing import Registry
from referencing.jsonschema import DRAFT3

FOLDER = settings.SHARED_DATA / "popolo-schemas"
CLASSES = {"persons": "person", "memberships": "membership", "organizations": "organization",
           "areas": "area", "posts": "post", "events": "event"}  # fmt: skip


def load_schemas():
    """The schemas by file name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}


def schema_errors(document):
    """Say what of an export its schemas refuse; a reference elsewhere is an error of its own."""
    schemas = load_schemas()
    resources = [
        (address, DRAFT3.create_resource(schema))
        for schema in schemas.values()
        for address in (schema["id"], schema["id"].removesuffix("#"))
    ]
    registry = Registry().with_resources(resources)
    errors = []
    for section, name in CLASSES.items():
        validator = Draft3Validator(schemas[name], registry=registry)
        for item in document[section]:
            errors += [f"{section}: {error.message}" for error in validator.iter_errors(item)]
    return errors


def foreign_names(document):
    """Say which names of an export Popolo does not have."""
    schemas = load_schemas()
    inner = {"identifiers": "identifier", "other_names": "other_name", "links": "link",
             "contact_details": "contact_detail", "children": "area"}  # fmt: skip
    foreign = set()

    def look(item, name):
        foreign.update(f"{name}.{key}" for key in item.keys() - schemas[name]["properties"].keys())
        for key, kind in inner.items():
            for each in item.get(key, []):
                look(each, kind)

    for section, name in CLASSES.items():
        for item in document[section]:
            look(item, name)
    return foreign

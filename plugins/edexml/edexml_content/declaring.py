"""What a source that follows EDEXML brings of persons, for the manifests of the plugins that read it."""

from collections.abc import Mapping

from hub.records import Kind

NAMES = frozenset({"first_name", "prefix", "last_name", "given_names", "initials"})
ACCOUNT = frozenset({"eck_id", "username", "email"})
FIELDS: Mapping[Kind, frozenset[str]] = {
    Kind.LOCATIONS: frozenset({"name", "description", "changed_at"}),
    Kind.GROUPS: frozenset({"name", "year_group", "description", "changed_at"}),
    Kind.COMBINED_GROUPS: frozenset({"name", "description", "changed_at"}),
    Kind.PUPILS: NAMES
    | ACCOUNT
    | {"birth_date", "gender", "year_group", "group", "combined_groups", "location", "photo_url", "postcode"}
    | {"started_year_3", "enrolled_on", "left_on", "changed_at"},
    Kind.TEACHERS: NAMES | ACCOUNT | {"roles", "assignments", "changed_at"},
}
"""By kind, the fields that some version of the standard has and the hub takes over."""

"""What this plugin keeps of a person: what a member of staff wrote when looking at a change of his once more."""

from collections.abc import Mapping
from typing import Any

from hub.contract import TablesOfPerson
from hub.records import Kind


class Reviews:
    """The reviews of changes that are about a person, or that he asked. Rules and drafts name nobody of a family."""

    def find(self, kind: Kind, key: str, tables: TablesOfPerson) -> Mapping[str, Any]:  # noqa: ARG002 - the changes say enough
        """Return what was written at each change."""
        wanted = "SELECT item, good, note, reviewed_by, reviewed_at FROM review WHERE item = ANY(:items) ORDER BY item"
        rows = tables.rows(wanted, items=sorted(tables.items))
        return {"reviews": [{**row, "reviewed_at": row["reviewed_at"].isoformat()} for row in rows]} if rows else {}

    def erase(self, kind: Kind, key: str, tables: TablesOfPerson) -> int:  # noqa: ARG002 - as above
        """Remove what was written."""
        return tables.run("DELETE FROM review WHERE item = ANY(:items)", items=sorted(tables.items))

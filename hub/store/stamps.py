"""A stamp of everything that decides what the school shows of one pupil: another one as soon as any of it changes.

A row's `xmin` is the transaction that wrote it last, and grows; so does the sum over rows, unless one went, and then
there are fewer. Nothing that changes has to remember to move a counter.
"""

from sqlalchemy.orm import Session

from hub.store.questions import asked


def stamp_of(session: Session, school_id: int, pupil: str) -> str:
    """Return the stamp of a pupil (LAS key) at the school in hand."""
    row = asked(session, STAMP, {"school": school_id, "pupil": pupil}).one()
    return ",".join(str(each) for each in row)


def _sum(table: str, chosen: str) -> str:
    counted = f"SELECT count(*) || ':' || coalesce(sum(t.xmin::text::bigint), 0) FROM hub.{table} t"
    return f"({counted} WHERE t.school_id = :school {chosen})"


PUPIL = "(SELECT id FROM hub.pupil WHERE school_id = :school AND key = :pupil)"
STAMP = "SELECT " + ", ".join(
    (
        _sum("pupil", "AND t.key = :pupil"),
        _sum("result", f"AND t.pupil_id = {PUPIL}"),
        _sum("report_card", f"AND t.pupil_id = {PUPIL}"),
        _sum("assessment", ""),
        _sum("publication", ""),
        _sum("publication_kind", ""),
        _sum("school_plugin", ""),
        _sum("class_group", ""),
    )
)

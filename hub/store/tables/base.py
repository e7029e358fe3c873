"""What every table is made of."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Identity, LargeBinary, MetaData, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "hub"
SCHOOL_IN_HAND = "current_setting('hub.school'::text)::bigint"
"""The school of this transaction. Without one PostgreSQL refuses the statement: the wall fails closed."""

NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}

Number = Annotated[int, mapped_column(BigInteger)]
Small = Annotated[int, mapped_column(SmallInteger)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Now = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=text("now()"))]
Json = Annotated[dict[str, Any], mapped_column(JSONB(none_as_null=True))]
JsonObject = Annotated[dict[str, Any], mapped_column(JSONB, server_default=text("'{}'::jsonb"))]
JsonList = Annotated[list[Any], mapped_column(JSONB, server_default=text("'[]'::jsonb"))]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]
NewId = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]


class Row(DeclarativeBase):
    """A row of a table in schema `hub`."""

    metadata = MetaData(schema=SCHEMA, naming_convention=NAMES)
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        str: Text,
        date: Date,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
    }


class ForSchool:
    """A row that belongs to one school. Its table carries a forced row-level security policy.

    Tables that are filled in bulk have no foreign key to the school: the policy lets in the school in hand and no
    other, and a key that is checked row by row costs a first import an eighth of its time.
    """

    school_id: Mapped[int] = mapped_column(BigInteger, server_default=text(SCHOOL_IN_HAND), sort_order=-9)


class OfSchool(ForSchool):
    """A row that belongs to one school, in a table that grows slowly: PostgreSQL also checks that the school exists."""

    school_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("hub.school.id"), server_default=text(SCHOOL_IN_HAND), sort_order=-9
    )

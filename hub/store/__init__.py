"""The store: tables, migrations, and the wall between schools. It answers with records and values, never with rows."""

from hub.store.accounts import Account, AccountExistsError, Membership, Role
from hub.store.books import Books
from hub.store.chain import AuditEntry, ChainResult
from hub.store.directory import Directory
from hub.store.errors import (
    DatabaseUnfitError,
    DatabaseUnreachableError,
    PluginTablesRefusedError,
    SchoolExistsError,
    SecretKeyError,
    StoreError,
    UnboundQueryError,
    UnknownSchoolError,
)
from hub.store.home import Home
from hub.store.plugin_states import PluginFault, PluginState
from hub.store.schedule import Due
from hub.store.schools import SchoolEntry
from hub.store.store import Store

__all__ = [
    "Account",
    "AccountExistsError",
    "AuditEntry",
    "Books",
    "ChainResult",
    "DatabaseUnfitError",
    "DatabaseUnreachableError",
    "Directory",
    "Due",
    "Home",
    "Membership",
    "PluginFault",
    "PluginState",
    "PluginTablesRefusedError",
    "Role",
    "SchoolEntry",
    "SchoolExistsError",
    "SecretKeyError",
    "Store",
    "StoreError",
    "UnboundQueryError",
    "UnknownSchoolError",
]

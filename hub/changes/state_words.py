"""How a state of an item is said to people."""

from hub.records import Text
from hub.store import ItemState

STATE_WORDS = {
    ItemState.REQUESTED: Text("aangevraagd", "requested"),
    ItemState.APPROVED: Text("goedgekeurd", "approved"),
    ItemState.REFUSED: Text("geweigerd", "refused"),
    ItemState.WITHDRAWN: Text("ingetrokken", "withdrawn"),
    ItemState.SENDING: Text("wordt verstuurd", "sending"),
    ItemState.SENT: Text("verstuurd", "sent"),
    ItemState.TASK: Text("over te typen", "to be typed over"),
    ItemState.CONFIRMED: Text("bevestigd", "confirmed"),
    ItemState.CONFLICT: Text("conflict", "conflict"),
    ItemState.FAILED: Text("mislukt", "failed"),
    ItemState.UNKNOWN: Text("onbekend", "unknown"),
}

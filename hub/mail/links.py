"""Where letters lead: the pages of the portal."""


def school_page(code: str) -> str:
    return f"/s/{code}"


def changes_page(code: str) -> str:
    return f"/s/{code}/changes"


def family() -> str:
    return "/family"


def portal_webhook(code: str, number: int) -> str:
    return f"/s/{code}/portal/webhooks/{number}"


def own_requests() -> str:
    return "/family/requests"


def own_details() -> str:
    return "/family/me"


def invitation(token: str) -> str:
    return f"/invitation/{token}"


def new_password(token: str) -> str:
    return f"/password/{token}"


def own_step() -> str:
    return "/account/step"


def own_family() -> str:
    return "/family"


def information_page(code: str) -> str:
    return f"/s/{code}/information"

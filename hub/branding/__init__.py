"""How a school looks: a colour that everybody can read, and a logo that is a picture and nothing else. Pure."""

from hub.branding.colours import (
    DARK_GROUND,
    LIGHT_GROUND,
    ColourRefusedError,
    Ground,
    Palette,
    Scheme,
    checked_colour,
    palette_of,
    style_sheet,
    tokens,
)
from hub.branding.logos import LARGEST_FILE, LARGEST_SIDE, LogoRefusedError, checked_logo

__all__ = [
    "DARK_GROUND",
    "LARGEST_FILE",
    "LARGEST_SIDE",
    "LIGHT_GROUND",
    "ColourRefusedError",
    "Ground",
    "LogoRefusedError",
    "Palette",
    "Scheme",
    "checked_colour",
    "checked_logo",
    "palette_of",
    "style_sheet",
    "tokens",
]

"""Pictures of numbers, as SVG: drawn with the library `leather`, dressed here for the screen or for paper."""

from hub.reports.charts.columns import Column, Columns, columns_svg
from hub.reports.charts.growth import growth_svg
from hub.reports.charts.share import Share, share_svg
from hub.reports.charts.sheet import Look
from hub.reports.charts.words import figure, school_year

__all__ = [
    "Column",
    "Columns",
    "Look",
    "Share",
    "columns_svg",
    "figure",
    "growth_svg",
    "school_year",
    "share_svg",
]

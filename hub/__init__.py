"""Koppelhub: an integration hub between Dutch primary schools' LAS and a parent portal."""

__version__ = "0.1.0"

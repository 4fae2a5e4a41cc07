"""Measures answers against labelled messages: ``lipcheck evaluate``."""

"""Coverage-guided fuzzing with Atheris: ``python -m fuzz TARGET``, one target a module, one a format for the readers.

A target is a function that takes any bytes and raises where lipcheck breaks a promise. None of it runs in the tests.
"""

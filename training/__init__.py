"""From ``data/`` to ``nlp/lipcheck/model/``: reading the labels, checking them, training, scoring. Never imported at run time."""

"""How fast lipcheck is, and how much memory it takes; not part of the wheel."""

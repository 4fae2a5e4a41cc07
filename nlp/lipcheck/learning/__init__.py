"""The user's own labels: which messages to label, and what is learned from them."""

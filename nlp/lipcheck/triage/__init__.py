"""From findings to red flags, causes, urgency and advice."""

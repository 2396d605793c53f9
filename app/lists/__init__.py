"""Lists understands whom a health centre follows for longer than a morning, and shows it to its own staff."""

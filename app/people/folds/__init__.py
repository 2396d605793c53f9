"""What each kind of event changes in a person, a room of kinds at a time."""

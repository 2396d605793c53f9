"""Demo understands a region that does not exist: its units, its people, their year and last night."""

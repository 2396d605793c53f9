"""The embedded database: a real PostgreSQL that the program starts, shares and stops by itself."""

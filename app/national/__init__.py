"""National understands what a morning costs when the whole country is in one database."""

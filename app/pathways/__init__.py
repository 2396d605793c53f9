"""Pathways: what goes on about a person for longer than a morning, step by step."""

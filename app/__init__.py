"""Kvarten is the daily huddle as software."""

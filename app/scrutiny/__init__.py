"""The review of the access log: what is drawn from each week, and how it is judged."""

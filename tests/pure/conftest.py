"""How the properties are tried: few examples on save, thousands with KVARTEN_EXAMPLES=5000."""

import os

from hypothesis import settings

# No deadline: how long one example takes says more of the machine than of the code.
examples = int(os.environ.get("KVARTEN_EXAMPLES", "100"))
settings.register_profile("kvarten", deadline=None, max_examples=examples)
settings.load_profile("kvarten")

"""Pull understands how a source that does not send is asked, at the address that the settings name."""

from app.events.pull.addresses import Address, read
from app.events.pull.fetch import fetch

__all__ = ["Address", "fetch", "read"]

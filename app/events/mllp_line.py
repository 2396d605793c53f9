"""Line understands where the HL7 door is, and that nothing crosses a network there in the open."""

import ssl
from dataclasses import dataclass

from app.errors import Misconfigured
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """Where the door is. Without `tls` what is sent can be read on its way."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


def line(settings: Settings) -> Line | None:
    """The door as the settings say, None when it is to be closed (port 0)."""
    if settings.mllp_port == 0:
        return None
    if settings.mllp_tls_cert is None:
        if not settings.mllp_loopback and not settings.mllp_plain:
            raise Misconfigured(
                "HL7-dörren öppnas inte mot nätet utan TLS. Ange KVARTEN_MLLP_TLS_CERT och "
                "KVARTEN_MLLP_TLS_KEY, eller KVARTEN_MLLP_PLAIN=ja om nätet självt är skyddat."
            )
        return Line(settings.mllp_host, settings.mllp_port)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        tls.load_cert_chain(settings.mllp_tls_cert, settings.mllp_tls_key)
        if settings.mllp_tls_client_ca is not None:
            tls.verify_mode = ssl.CERT_REQUIRED
            tls.load_verify_locations(settings.mllp_tls_client_ca)
    except (OSError, ssl.SSLError) as error:
        raise Misconfigured(
            "Certifikatet för HL7-dörren går inte att läsa. Se över KVARTEN_MLLP_TLS_CERT, "
            "KVARTEN_MLLP_TLS_KEY och KVARTEN_MLLP_TLS_CLIENT_CA."
        ) from error
    return Line(settings.mllp_host, settings.mllp_port, tls)

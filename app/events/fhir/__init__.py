"""The FHIR R4 room of events: resources in, the house's own events out."""

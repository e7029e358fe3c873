"""The conformance kit: what a vendor's connector must do, as tests that a vendor runs."""

"""The JSON API for an existing portal: stateless, with a token of one school, described by its own document."""

"""A LAS that does not exist: ESIS's web services with made-up schools, in a process of its own, that errs on demand."""

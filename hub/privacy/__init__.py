"""Privacy: the register of processing, what the hub has of a person, erasing, and how long things are kept."""

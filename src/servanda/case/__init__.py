"""A case folder, from evidence to assessment: the rooms in their order, joined."""

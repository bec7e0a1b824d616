"""What was published: the archive of originals, their sources and grades."""

"""An assessment for people: one self-contained HTML file."""

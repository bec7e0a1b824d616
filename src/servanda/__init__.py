"""servanda: agreements as code, assessed clause by clause against open evidence.

An agreement is a YAML file; evidence is kept in an archive; readers turn it into
facts; clauses compile to metric first-order temporal logic; the answer for each
clause is kept, breached, alleged, pending or undetermined, and leads back to the
characters, row or polygon it rests on.

Main path: ``servanda.cli`` -> ``servanda.case`` -> the rooms, left to right.
"""

__version__ = "0.1.0"

"""Tables of divisions (区划表): read, compared with what is stored, written.

``table`` reads files, ``edition`` says of which day they are, ``places`` makes places of rows,
``stored`` holds what the database has, ``plan`` compares, ``writing`` writes, ``report`` counts,
``run`` calls them in turn.
"""

# The public names: the one list that type checkers read and that __init__.py loads from.
from .errors import AgentsException as AgentsException

"""Watch and steer an AI agent's run, live, inside a notebook cell.

Every public name is listed in ``__init__.pyi`` beside this file and loaded when it is first used, so
that ``import agents_widget`` costs nothing of ``openai`` or Jupyter.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

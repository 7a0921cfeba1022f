"""Language models. The names of this package itself are those that the OpenAI Agents SDK has here."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

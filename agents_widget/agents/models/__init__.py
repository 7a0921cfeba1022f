"""Models: what answers. The names that the OpenAI Agents SDK keeps in this package, too."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

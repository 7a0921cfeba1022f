"""Models: what answers. This floor imports nothing of the others; ``__init__.pyi`` says what it gives."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

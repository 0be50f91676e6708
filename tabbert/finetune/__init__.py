"""Training: recipes and the verb `tabbert.finetune` (needs the training extra; serving never imports it).

The package has the name of the verb. Importing any part of it binds ``tabbert.finetune`` to this module, as Python
does for every package, so the module is callable and passes the call on.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__: list[str] = []


class _Verb(ModuleType):
    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return import_module("tabbert._train").finetune(*arguments, **options)


sys.modules[__name__].__class__ = _Verb

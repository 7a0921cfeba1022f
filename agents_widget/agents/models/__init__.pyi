# What the OpenAI Agents SDK keeps here too; __init__.py loads it from this list.
from .default_models import (
    get_default_model as get_default_model,
    get_default_model_settings as get_default_model_settings,
    gpt_5_reasoning_settings_required as gpt_5_reasoning_settings_required,
    is_gpt_5_default as is_gpt_5_default,
)

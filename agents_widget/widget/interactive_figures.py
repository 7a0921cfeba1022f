"""Figures of Plotly and Altair, which draw themselves by scripts: as pictures, or as what scripts draw."""

from __future__ import annotations

import base64
import io
import json
from importlib.util import find_spec
from typing import Any

from .loaded import loaded

SVG_LIMIT = 200_000
"""Characters of a picture as SVG; a larger one is a PNG."""
_NOT_DRAWN = "{figure} has no picture here: {reason}. To have it alive, see `docs/tool-views.md`."


def figure_forms(value: Any) -> dict[str, str] | None:
    """Give a picture of a figure, or a sentence in its place; None for what is no such figure.

    Their own HTML is not asked for: it is nothing without its scripts, which a result may not run.
    """
    if _is_plotly(value):
        return _picture_or_sentence(_plotly_picture, value, "A Plotly figure", "kaleido", "kaleido")
    if _is_altair(value):
        return _picture_or_sentence(
            _altair_picture, value, "An Altair chart", "vl_convert", "vl-convert-python"
        )
    return None


def figure_data(value: Any) -> Any:
    """Give what the library's renderer draws, as JSON data; None for what is no such figure.

    Raises what the library raises, such as Altair's ``MaxRowsError``.
    """
    if _is_plotly(value):
        return json.loads(value.to_json())
    return value.to_dict() if _is_altair(value) else None


def _picture_or_sentence(draw: Any, value: Any, figure: str, module: str, package: str) -> dict[str, str]:
    try:
        return draw(value)  # type: ignore[no-any-return]
    except Exception as error:  # noqa: BLE001 - what draws may not be there, or may lack a browser
        reason = f"`pip install {package}` gives it one"
        if find_spec(module) is not None:
            told = next((each for each in error.args if isinstance(each, str)), str(error))
            lines = told.strip().splitlines()
            reason = lines[0].rstrip(".:") if lines else type(error).__name__
        return {"text/markdown": _NOT_DRAWN.format(figure=figure, reason=reason)}


def _plotly_picture(figure: Any) -> dict[str, str]:
    return {"image/png": base64.b64encode(figure.to_image(format="png")).decode()}


def _altair_picture(chart: Any) -> dict[str, str]:
    drawn = io.StringIO()
    chart.save(drawn, format="svg")
    if len(drawn.getvalue()) <= SVG_LIMIT:
        return {"image/svg+xml": drawn.getvalue()}
    image = io.BytesIO()
    chart.save(image, format="png")
    return {"image/png": base64.b64encode(image.getvalue()).decode()}


def _is_plotly(value: Any) -> bool:
    datatypes: Any = loaded("plotly.basedatatypes")
    return datatypes is not None and isinstance(value, datatypes.BaseFigure)


def _is_altair(value: Any) -> bool:
    altair: Any = loaded("altair")
    return altair is not None and isinstance(value, altair.TopLevelMixin)

# ruff: noqa: B006, B008, N803, UP007, UP045 - users write these things
"""Functions and types that the schema tests compare with the OpenAI Agents SDK."""

import datetime
import decimal
import enum
import ipaddress
import pathlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar, Union

from annotated_types import Ge, Len
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, StringConstraints
from typing_extensions import NotRequired, TypedDict

T = TypeVar("T")


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


class Level(enum.IntEnum):
    """How loud."""

    LOW = 1
    HIGH = 2


class Address(BaseModel):
    """Where somebody lives."""

    street: str = Field(description="Street and number")
    zip_code: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    country: str = "DE"


class Person(BaseModel):
    name: str
    address: Address
    aliases: list[str] = []


class Node(BaseModel):
    value: int
    children: list["Node"] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    good: bool = True


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    from_: str = Field(alias="from")


class Forbidding(BaseModel):
    model_config = ConfigDict(extra="forbid")
    x: int


class Box(BaseModel, Generic[T]):
    content: T


@dataclass
class Point:
    """A place in the plane."""

    x: float
    y: float = 0.0
    tags: list[str] = field(default_factory=list)


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Options(TypedDict, total=False):
    limit: int
    colour: Colour


class Pair(NamedTuple):
    left: int
    right: str


def no_parameters():
    """Take nothing."""


def no_docstring(a: int, b: str): ...


def no_annotations(a, b=3): ...


def scalars(a: int, b: float, c: bool, d: str, e: None): ...


def defaults(a: int = 1, b: str = "x", c: Optional[float] = None, d: bool = True): ...


def optional_new(a: Union[int, None] = None, b: Union[int, str] = 3, c: Optional[Colour] = None): ...


def containers(a: list[int], b: set[str], c: tuple[int, ...], d: Sequence[float], e: frozenset[int]): ...


def bare_list(a: list, b: tuple): ...


def fixed_tuple(a: tuple[int, str]): ...


def nested_lists(a: list[list[dict[Literal["k"], int]]] = []): ...


def literals(a: Literal["x", "y"], b: Literal[1, 2, "three"] = 1, c: Literal[True, None] = None): ...


def enums(a: Colour, b: Level = Level.LOW, c: list[Colour] = []): ...


def enum_default(a: Colour = Colour.GREEN):
    """Pick a colour.

    Args:
        a: The colour
            of the thing.
    """


def models(person: Person, others: list[Person]): ...


def model_described(person: Person):
    """Greet.

    Args:
        person: Whom to greet.
    """


def model_default(person: Optional[Person] = None, box: Box[int] = Box(content=3)): ...


def recursive(tree: Node): ...


def discriminated(pet: Annotated[Union[Cat, Dog], Field(discriminator="kind")]): ...


def plain_union(pet: Union[Cat, Dog, str]): ...


def aliased(x: Aliased, y: Forbidding): ...


def generic_models(a: Box[int], b: Box[Person], c: Box[list[Address]]): ...


def dataclasses_(a: Point, b: Optional[Point] = None): ...


def typed_dicts(a: Movie, b: list[Movie], c: Optional[Options] = None): ...


def named_tuple(a: Pair): ...


def annotated_text(a: Annotated[int, "How many"], b: Annotated[Optional[str], "Name"] = None): ...


def annotated_field(a: Annotated[int, Field(description="How many", ge=1, le=5)]): ...


def annotated_both(
    a: Annotated[int, "text", Field(gt=0)], b: Annotated[str, Field(min_length=1), "t"] = "q"
): ...


def annotated_twice(a: Annotated[Annotated[int, "inner"], "outer"]): ...


def annotated_types_(a: Annotated[int, Ge(3)], b: Annotated[list[int], Len(1, 3)]): ...


def annotated_default(
    a: Annotated[int, Field(default=7)], b: Annotated[list[int], Field(default_factory=list)]
): ...


def annotated_documented(a: Annotated[int, "from the annotation"], b: Annotated[int, Field(description="f")]):
    """Do.

    Args:
        a: from the docstring
        b: from the docstring too
    """


def validated(a: Annotated[int, AfterValidator(abs), "A size"]): ...


def field_default(a: int = Field(..., description="Needed", ge=0), b: int = Field(5, le=10)): ...


def field_factory(a: list[int] = Field(default_factory=list, max_length=3)): ...


def field_documented(a: int = Field(3, description="from Field")):
    """Do.

    Args:
        a: from the docstring
    """


def field_title(a: int = Field(3, title="The A", examples=[1, 2])): ...


def field_and_annotated(a: Annotated[int, Field(ge=0, description="low")] = Field(3, le=9)): ...


def field_alias(a: int = Field(3, alias="aa")): ...


def keyword_only(a: int, *, b: str, c: float = 1.5): ...


def positional_only(a: int, b: str = "x", /, c: int = 0): ...


def star_args(a: int, *args: int): ...


def star_args_documented(*args: str):
    """Join.

    Args:
        *args: The parts.
    """


def star_args_tuple(*args: tuple[int, ...]): ...


def star_args_bare(*args, b: int): ...


def star_args_annotated(*args: Annotated[int, Field(ge=1), "numbers"]): ...


def dates(a: datetime.date, b: datetime.datetime, c: datetime.timedelta, d: datetime.time): ...


def special(a: uuid.UUID, b: decimal.Decimal, c: pathlib.Path, d: bytes): ...


def urls(a: HttpUrl, b: ipaddress.IPv4Address): ...


def constrained(a: Annotated[str, StringConstraints(min_length=2, max_length=5, to_upper=True)]): ...


def unicode_names(größe: int, 名前: str = "x"):
    """Größe wählen — schön.

    Args:
        größe: Die Größe in cm.
    """


async def asynchronous(city: str) -> str:
    """Fetch the weather for a city."""
    return city


def one_line(a: int):
    """One line: with a colon."""


def paragraphs(a: int):
    """First line.

    Second paragraph, which
    goes on.
    """


def google(a: int, b: str = "x") -> str:
    """Do the thing.

    It takes a while.

    Args:
        a: The number, which
            may be long.
        b (str): A name: with colon.

    Returns:
        What was done.

    Raises:
        ValueError: If not.
    """
    return ""


def google_tight(a: int):
    """Do the thing.
    Args:
        a: The number.
    """


def google_only_args(a: int):
    """Args:
    a: The number.
    """


def google_example(a: int):
    """Do the thing.

    Example:
        >>> google_example(1)

    Args:
        a: The number.

    Note:
        Be careful.
    """


def google_after_note(a: int):
    """Do the thing.

    Note:
        Careful.
    Args:
        a: The number.
    """


def google_params_heading(a: int, b: int):
    """Do the thing.

    Parameters:
        a: First.
        b: Second.
    """


def google_undocumented(a: int, b: int):
    """Do the thing.

    Args:
        a: First.
        c: Not there.
    """


def numpy_style(a: int, b: str = "x"):
    """Do the thing.

    More about it.

    Parameters
    ----------
    a : int
        The number.
    b : str, optional
        The name,
        in two lines.

    Returns
    -------
    str
        What was done.
    """


def numpy_joint(a: int, b: int):
    """Do the thing.

    Parameters
    ----------
    a, b : int
        The numbers.
    """


def numpy_tight(a: int):
    """Do the thing.
    Parameters
    ----------
    a : int
        The number.
    """


def sphinx(a: int, b: str = "x"):
    """Do the thing.

    More about it.

    :param a: The number.
    :param b: The name,
        in two lines.
    :type b: str
    :return: What was done.
    :rtype: str
    """


def sphinx_typed(a: int):
    """Do the thing.

    :param int a: The number.
    :raises ValueError: If not.
    """


def sphinx_last_line(a: int):
    """Do the thing.

    :param a: The number."""


def markdown(a: int):
    """Do the thing.

    - one: first
    - two: second

    ## Heading

    ```python
    x: int = 3
    ```
    """


def indented(a: int):
    """
    Do the thing.

        An indented block.

    Args:
        a: The number.
    """


def todo_like(a: int):
    """Do the thing.

    Important: read this.
        And this.
    """


def json_names(json: str, copy: int = 1, schema: bool = False): ...


def model_names(model_name: str, model_dump_path: int = 0): ...


FUNCTIONS = [
    each
    for each in dict(vars()).values()
    if isinstance(each, FunctionType) and each.__module__ == __name__ and each is not nested_lists
]


def open_map(a: dict[str, int]): ...


def any_map(a: dict[str, Any]): ...


def bare_dict(a: dict): ...


def mapping(a: Mapping[str, str]): ...


def star_kwargs(a: int, **kwargs: int): ...


def star_both(*args: str, **kwargs: Any): ...


def star_kwargs_annotated(**options: Annotated[int, Field(ge=1), "numbers"]): ...


class Extra(BaseModel):
    model_config = ConfigDict(extra="allow")
    x: int


def extra_allowed(a: Extra): ...


# What strict mode has no way to say.
OPEN = [
    nested_lists,
    open_map,
    any_map,
    bare_dict,
    mapping,
    star_kwargs,
    star_both,
    star_kwargs_annotated,
    extra_allowed,
]

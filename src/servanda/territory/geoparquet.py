"""GeoParquet to features: the columns asked for, in batches, within the limits.

The ``geo`` metadata says which column has the geometry and in which system. Only WKB is
read, see ``_columns``. A file without that metadata is refused:
its coordinates could be anything. Main path: ``features_of``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from servanda.base.errors import UnreadableError
from servanda.territory.wkb import Budget, geometry_of

if TYPE_CHECKING:
    from servanda.territory.geojson import Limits

__all__ = ["PARQUET", "features_of"]

PARQUET = b"PAR1"
_BATCH = 256


def features_of(
    data: bytes, *, name: str, wanted: frozenset[str], limits: Limits, most: int
) -> tuple[list[dict[str, Any]], Any, list[str]]:
    """Return the features, the coordinate system as written, and what should be known.

    Args:
        data: The file.
        name: File name, for messages.
        wanted: Columns to read beside the geometry.
        limits: What the map may cost.
        most: Features to read before the file is refused.

    Returns:
        Features with rings as arrays; PROJJSON, None if the file says that its system is
        unknown, or "OGC:CRS84" if it says nothing, which means that; notes.

    Raises:
        UnreadableError: Damaged, without ``geo`` metadata, or beyond the limits.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        about = _about(file.schema_arrow.metadata or {}, name)
        _check_size(file, name, limits, most)
        columns = _columns(file, about, name, wanted)
        found = list(_features(data, columns, name, limits))
    except UnreadableError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError) as problem:
        told = str(problem).splitlines()[0][:200] if str(problem) else type(problem).__name__
        raise UnreadableError(
            f"{name}: the Parquet file cannot be read ({told}). It is damaged or cut off; a map "
            f"read in part would show ground lost that was not. Fetch it again."
        ) from None
    curved = about.get("edges", "planar") != "planar"
    notes = [f"edges are {about['edges']}; overlaid as straight ones"] if curved else []
    return found, about.get("crs", "OGC:CRS84"), notes


def _about(metadata: Mapping[bytes, bytes], name: str) -> dict[str, Any]:
    """Return what the file says of its primary geometry column, its name as ``column``."""
    if b"geo" not in metadata:
        raise UnreadableError(
            f"{name}: a Parquet file without `geo` metadata. Which column is the map, and in which "
            f"coordinates, would be a guess; write it as GeoParquet."
        )
    try:
        about = orjson.loads(metadata[b"geo"])
        primary = about["primary_column"]
        return {**about["columns"][primary], "column": primary}
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise UnreadableError(
            f"{name}: the `geo` metadata of the Parquet file does not describe its primary "
            f"column. Write it as GeoParquet 1.0 or 1.1."
        ) from None


def _check_size(file: Any, name: str, limits: Limits, most: int) -> None:
    """Refuse by what the file says it unpacks to; batches are counted as well.

    Not by column: pyarrow 26 ends the process when the metadata of a column is damaged.
    """
    if file.metadata.num_rows > most:
        raise UnreadableError(f"{name}: more than {most} features, the limit for one map.")
    groups = range(file.metadata.num_row_groups)
    total = sum(max(file.metadata.row_group(group).total_byte_size, 0) for group in groups)
    _check_unpacked(total, name, limits)


def _check_unpacked(total: int, name: str, limits: Limits) -> None:
    if total > limits.bytes:
        raise UnreadableError(
            f"{name}: unpacks to more than {limits.bytes} bytes, the limit for one map. Simplify "
            f"the map, or raise Limits.bytes if you trust where it comes from."
        )


def _features(
    data: bytes, columns: tuple[str, list[str], list[str]], name: str, limits: Limits
) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    column, extra, repeated = columns  # what repeats is kept once, until it is counted
    file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=repeated)
    number = unpacked = 0
    budget = Budget(limits.vertices + 100_000)
    for batch in file.iter_batches(_BATCH, columns=[column, *extra], use_threads=False):
        for row in zip(*(batch.column(key) for key in (column, *extra)), strict=True):
            blob, *cells = (cell.as_py() for cell in row)
            unpacked += len(blob or b"") + sum(len(c) for c in cells if isinstance(c, str))
            _check_unpacked(unpacked, name, limits)
            where = f"{name}, feature {number}"
            shape = (
                None
                if blob is None
                else geometry_of(blob, where=where, depth=limits.depth, budget=budget)
            )
            properties = {
                key: value.isoformat() if hasattr(value, "isoformat") else value
                for key, value in zip(extra, cells, strict=True)
            }
            yield {"type": "Feature", "properties": properties, "geometry": shape}
            number += 1


def _columns(
    file: Any, about: Mapping[str, Any], name: str, wanted: frozenset[str]
) -> tuple[str, list[str], list[str]]:
    """Return the geometry column, the other columns, and those that may repeat a value.

    Columns of lists are left alone: a run of a thousand million equal numbers takes a few
    bytes, and only reading it would show its size. That excludes GeoArrow's encodings.
    """
    import pyarrow as pa

    column, encoding = str(about["column"]), str(about.get("encoding", ""))
    kinds = {each.name: _stored(each.type) for each in file.schema_arrow}
    texts = [
        key for key, kind in kinds.items()
        if pa.types.is_string(kind) or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    ]  # fmt: skip
    if encoding != "WKB" or column not in texts:
        raise UnreadableError(
            f"{name}: geometry column {column[:80]!r} with encoding {encoding[:40]!r} cannot be "
            f"read. Write it as GeoParquet with WKB."
        )
    flat = {key for key, kind in kinds.items() if not pa.types.is_nested(kind)}
    extra = sorted((wanted & flat) - {column})
    return column, extra, [key for key in (column, *extra) if key in texts]


def _stored(kind: Any) -> Any:
    """The type under a dictionary or an extension."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return kind.value_type
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind

"""A Great Expectations expectation for cells that are filled and say nothing."""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from great_expectations.render.renderer_configuration import RendererConfiguration, RendererValueType

import tabbert

__all__ = ["ExpectColumnValuesToBeComplete"]


class ColumnValuesComplete(ColumnMapMetricProvider):  # type: ignore[misc]
    """Which values of a column say something; nulls are left out, as in every map metric."""

    condition_metric_name = "column_values.complete"
    condition_value_keys = ("threshold", "missing_codes", "allow", "state")

    @column_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls: Any,  # noqa: N805 - Great Expectations makes it a class method
        column: pd.Series,
        *,
        threshold: float,
        missing_codes: list[Any] | None = None,
        allow: list[Any] | None = None,
        state: str | None = None,
        **_other: Any,
    ) -> pd.Series:
        name = str(column.name)
        result = tabbert.check_completeness(
            column,
            threshold=threshold,
            missing_codes={name: missing_codes} if missing_codes else None,
            allow={name: allow} if allow else None,
            state=state,
        )
        complete: pd.Series = result.rows["n_findings"] == 0
        return complete


class ExpectColumnValuesToBeComplete(ColumnMapExpectation):  # type: ignore[misc]
    """Expect the column values to say something: no "keine Angabe", no "tbd", no -999, nothing cut off.

    ExpectColumnValuesToBeComplete is a Column Map Expectation, for pandas data sources. Every value is read in the
    context of its column. Nulls are the business of ExpectColumnValuesToNotBeNull.

    Args:
        column: The column name.
        threshold: Values with a lower score are unexpected, in [0, 1].
        missing_codes: Values that mean "missing" in this column, always.
        allow: Values that are complete in this column, always.
        state: Path of a state that was saved with ``result.state.save(path)``: judge by it instead of by this batch.

    Other Parameters:
        mostly: Share of values that must be expected, in [0, 1]. Default 1.
    """

    threshold: float = pydantic.Field(default=0.5, ge=0, le=1, description="Values with a lower score are unexpected.")
    missing_codes: list[Any] | None = pydantic.Field(default=None, description="Values that always mean 'missing'.")
    allow: list[Any] | None = pydantic.Field(default=None, description="Values that are always complete.")
    state: str | None = pydantic.Field(default=None, description="Path of a saved state to judge by.")

    map_metric = "column_values.complete"
    success_keys = ("threshold", "missing_codes", "allow", "state", "mostly")
    args_keys = ("column", "threshold")
    library_metadata: ClassVar[dict[str, Any]] = {"tags": ["tabbert", "column map expectation"]}

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: RendererConfiguration) -> RendererConfiguration:
        for name, kind in (("column", RendererValueType.STRING), ("mostly", RendererValueType.NUMBER)):
            renderer_configuration.add_param(name=name, param_type=kind)
        words = "values must say something"
        mostly = renderer_configuration.params.mostly
        if mostly and mostly.value < 1:
            renderer_configuration = cls._add_mostly_pct_param(renderer_configuration=renderer_configuration)
            words += ", at least $mostly_pct % of the time"
        where = "$column " if renderer_configuration.include_column_name else ""
        renderer_configuration.template_str = f"{where}{words}."
        return renderer_configuration

"""Forms of the officers' pages, drawn field by field by `includes/field.html`."""

from typing import Any

from django import forms

_CLASSES = (
    ((forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput), ""),
    ((forms.Select,), "form-select"),
    ((forms.Widget,), "form-control"),
)


class StaffForm(forms.Form):
    """A form whose widgets carry the style sheet's classes and name their own complaints to screen readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            style = next(style for kinds, style in _CLASSES if isinstance(field.widget, kinds))
            if style:
                field.widget.attrs["class"] = style

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if field in self.fields:
            attrs = self.fields[field].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} is-invalid".lstrip()
            attrs["aria-invalid"] = "true"
